"""What home says of fit checks, endings and calls. For partners it is read beside the partnership's own row."""

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from kit.calendars import add_months
from kit.steps import Step
from participants.models import Role, cohorts_where
from partnerships.models import ContactRequest, FitCheck, LearningPartner, Partnership
from partnerships.recusal import recused_from
from partnerships.services.afterwards import STOP, WAIT

ASKED_FOR = timedelta(days=28)


def cared_for_beside(user, today):
    """For each of many partnerships: whether its partner `user` was asked lately how it goes and has not said."""
    own = FitCheck.objects.of(user).filter(place__partnership=OuterRef("pk"), answered_at__isnull=True)
    return {"to_check": Exists(own.filter(due_on__gt=today - ASKED_FOR, due_on__lte=today))}


def care_steps(partnership, today):
    """That its planned end has come, for both alike; and how it is going, until one has said."""
    if partnership.span().ends_on <= today:
        yield Step(
            "Your partnership has come to the end you planned",
            reverse("partnership_going_on", args=[partnership.pk]),
            note="Nothing ends by itself: the two of you say.",
            action="See how it can go on",
            rank=18,
        )
    if partnership.to_check:
        yield Step(
            "How is it going?",
            reverse("fit_check", args=[partnership.pk]),
            note="Only the facilitators read your answer.",
            rank=45,
        )


def steps_between_partners(user, today):
    """For whoever lost a partner and goes on: what they wished, or the question."""
    latest = {}
    for place in LearningPartner.objects.between_partners(user).order_by("left_at"):
        latest[place.participant_id] = place
    for place in latest.values():
        if place.participant.cohort.ends_on < today or place.wishes_next == STOP:
            continue
        url = reverse("partnership_after", args=[place.partnership_id])
        if place.wishes_next == WAIT:
            note = "You wait for now. Tell us here when you are ready."
        elif place.wishes_next:
            note = "You are among the first to be paired in the next round."
        else:
            note = (
                "You are among the first to be paired in the next round, if you wish. Tell us what suits you."
            )
        yield Step("Your next learning partner", url, note=note, rank=35)


def care_team_steps(user, cohorts, now):
    """For facilitators and the cover: calls that wait; and partnerships that have had their longest time."""
    yield from _calls(user, cohorts)
    yield from _past_their_longest(user, cohorts, timezone.localdate(now))


def _calls(user, cohorts):
    waiting = ContactRequest.objects.waiting().for_team_member(user).exclude(kept_from=user.pk)
    waiting = waiting.filter(participant__cohort__in=cohorts)
    by_cohort = {}
    for call in waiting.values_list("participant__cohort", "participant", "cover_told_at"):
        by_cohort.setdefault(call[0], []).append(call)
    asking = [cohort for cohort in cohorts if cohort.pk in by_cohort]
    facilitated = cohorts_where(user, asking, Role.FACILITATOR) if asking else []
    for cohort in asking:
        calls = by_cohort[cohort.pk]
        if cohort not in facilitated:
            calls = [call for call in calls if call[2]]
        close = recused_from(user, cohort) if calls else ()
        number = sum(person not in close for _, person, _ in calls)
        if number:
            yield Step(
                "Somebody asks to be contacted" if number == 1 else f"{number} people ask to be contacted",
                reverse("contact_request_list", args=[cohort.pk]),
                note=f"{cohort}. Nobody has opened it yet.",
                action="Open the call" if number == 1 else "Open the calls",
                rank=2,
            )


def _past_their_longest(user, cohorts, today):
    late = [one for one in cohorts if add_months(one.starts_on, one.programme.longest_months) <= today]
    if not late:
        return
    going_on = Partnership.objects.visible_to(user).facilitated_by(user).current().filter(cohort__in=late)
    going_on = going_on.with_breaks().select_related("cohort__programme")
    over = [one.cohort_id for one in going_on if one.span().ends_at_latest_on <= today]
    for cohort in late:
        number = over.count(cohort.pk)
        if number:
            have = "partnership has" if number == 1 else "partnerships have"
            yield Step(
                f"{number} {have} had the longest time",
                reverse("partnership_list", args=[cohort.pk]),
                note=f"{cohort}: we have asked the partners how they would like to go on. Nothing ends by itself.",
                rank=36,
            )
