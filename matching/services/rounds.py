"""A round, who works on it, and how it is held while somebody changes it."""

from collections import defaultdict
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import JSONObject
from django.utils import timezone

from audit.services import record
from matching.models import MatchingRound, cohorts_matched_by
from matching.people import rules_for
from participants.models import Cohort, Participant, Role, TeamRole

CHANGED = (
    "Somebody changed the board meanwhile. Look again: it now shows what they did, and nothing was changed."
)


@transaction.atomic
def open_round(cohort, *, by):
    """The cohort's round of matching: a new one, or the one that is open already. Returns the `MatchingRound`.

    Two colleagues who press the button at once get the same round.
    """
    require_matching_team(cohort, by)
    cohort = Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)
    open_now = MatchingRound.objects.unreleased().filter(cohort=cohort).first()
    if open_now:
        return open_now
    earlier = MatchingRound.objects.filter(cohort=cohort).count()
    opened = MatchingRound.objects.create(cohort=cohort, number=earlier + 1)
    record(by=by, verb="opened", thing=opened, cohort=cohort)
    return opened


def hold_round(round):
    """Hold the round's row to the end of the transaction: one change of its board at a time."""
    rounds = MatchingRound.objects.select_for_update(of=["self"], no_key=True)
    return rounds.select_related("cohort__programme").get(pk=round.pk)


def require_open(round, seen=None):
    """The round is open, and its board still as somebody saw it (`seen`: the number of its changes then)."""
    if round.is_released:
        raise ValidationError("This round has been released. Open the next one.", code="released")
    if seen is not None and str(seen) != str(round.changes):
        raise ValidationError(CHANGED, code="changed")


def touch(cohort):
    """Count one more change of the cohort's open board, so that whoever has it before them sees it anew."""
    MatchingRound.objects.unreleased().filter(cohort=cohort).update(changes=F("changes") + 1)


def what_stands_against(cohort, groups):
    """For each group of two or three, what stands against it; the same number of queries for any number of groups."""
    groups = list(groups)
    rules = rules_for(cohort, [person for group in groups for person in group], timezone.localdate())
    return [rules(*group) for group in groups]


def people_of(cohort, keys):
    return list(Participant.objects.filter(cohort=cohort, pk__in=keys).select_related("user", "profile"))


# ---- who may


def matching_team(cohort):
    """{key: set of roles} of the facilitators and matchers who pair people here: none who takes or took part."""
    return team_of(team_rows(cohort.pk).values_list("json", flat=True))


def team_rows(cohort):
    """The roles of that team as rows {"user", "role"}, also as part of another query (cohort: a key or `OuterRef`)."""
    taking_part = Participant.objects.their_own().filter(cohort=OuterRef("cohort"), user=OuterRef("user"))
    held = TeamRole.objects.current().filter(
        ~Exists(taking_part),
        cohort=cohort,
        role__in=[Role.FACILITATOR, Role.MATCHER],
        user__is_active=True,
    )
    return held.order_by().values(json=JSONObject(user="user", role="role"))


def team_of(rows):
    team = defaultdict(set)
    for row in rows:
        team[UUID(str(row["user"]))].add(row["role"])
    return dict(team)


def require_matching_team(cohort, user):
    if not is_on_matching_team(cohort, user):
        raise PermissionDenied("Only facilitators and matchers who do not take part pair people here.")


def is_on_matching_team(cohort, user):
    return cohorts_matched_by(user).filter(pk=cohort.pk).exists()


def facilitates_matching(cohort, user):
    """Whether somebody is a facilitator of the cohort who does not take part in it."""
    return cohort.is_facilitated_by(user) and is_on_matching_team(cohort, user)


def may_release(round, user):
    """Whether somebody may release this round: a facilitator who does not take part in the cohort."""
    return facilitates_matching(round.cohort, user)


def may_set_aside(cohort, user):
    """Whether somebody may set aside what speaks against two people, with a written reason."""
    return facilitates_matching(cohort, user)
