"""How partnerships come to be: several at once or not at all, and nobody with two partners."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from audit.services import record
from participants.models import Participant, Side
from partnerships.models import LearningPartner, Partnership


def form_partnership(cohort, participants, *, by, started_on=None):
    """Make these people of the cohort learning partners, and return their `Partnership`.

    by: a facilitator of the cohort. started_on: default today. Raises ValidationError, in words that name
    nobody, when somebody is not taking part or has a partner already.
    """
    return form_partnerships(cohort, [participants], by=by, started_on=started_on)[0]


@transaction.atomic
def form_partnerships(cohort, groups, *, by, started_on=None):
    """Make each group of people partners: all the groups, or none. Returns the partnerships in order.

    Holds the people's rows until the end of the transaction, so that of any number of attempts at once
    exactly one wins each person; the others read in plain words that somebody has a partner already.
    """
    if not cohort.is_facilitated_by(by):
        raise PermissionDenied("Only a facilitator of this cohort can form partnerships.")
    ids = [[participant.pk for participant in group] for group in groups]
    everyone = [pk for group in ids for pk in group]
    if len(set(everyone)) < len(everyone):
        raise ValidationError("Somebody was named twice. Everybody takes one place.", code="twice")
    people = lock_participants(everyone)
    for group in ids:
        _check_group(cohort, [people.get(pk) for pk in group])
    if LearningPartner.objects.current().filter(participant__in=everyone).exists():
        raise ValidationError(
            "One of these people already has a partner in this cohort, so nothing was changed.",
            code="has_partner",
        )
    started_on = started_on or timezone.localdate()
    formed = Partnership.objects.bulk_create(Partnership(cohort=cohort, started_on=started_on) for _ in ids)
    LearningPartner.objects.bulk_create(
        LearningPartner(partnership=partnership, participant_id=pk)
        for partnership, group in zip(formed, ids, strict=True)
        for pk in group
    )
    for partnership in formed:
        record(by=by, verb="formed", thing=partnership, cohort=cohort)
    return formed


def lock_participants(pks):
    """Hold these people's rows to the end of the transaction, as {id: participant}, freshly read.

    Always in the order of ids, whoever asks: two who want the same people then wait for one another
    instead of each holding what the other needs. Rows that merely point at a person are not held up.
    """
    rows = Participant.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("id")
    return {participant.pk: participant for participant in rows}


def _check_group(cohort, group):
    if len(group) < 2:
        raise ValidationError("A partnership needs at least two people.", code="too_few")
    if any(person is None or person.cohort_id != cohort.pk for person in group):
        raise ValidationError("Partners have to belong to the same cohort.", code="other_cohort")
    if any(person.state != Participant.State.ACCEPTED for person in group):
        raise ValidationError("Somebody here is not taking part at the moment.", code="not_accepted")
    sides = [person.side for person in group]
    if not 0 < sides.count(Side.LEADER) <= sides.count(Side.NETWORK):
        programme = cohort.programme
        raise ValidationError(
            f"A partnership needs both sides, and never two {programme.leader_name_plural.lower()} "
            "with one partner from the other side.",
            code="sides",
        )
