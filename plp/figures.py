"""A cohort in numbers: how many people and partnerships, and how it goes. Counts only, nobody's words."""

from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone

from checkins.models import CheckInSession
from participants.models import Participant, Side
from partnerships.models import Partnership

RECENTLY = timedelta(weeks=6)


def of_cohort(cohort, today):
    """Counts a facilitator sees on the cohort's page, as a dict of plain numbers; two queries."""
    accepted = Q(state=Participant.State.ACCEPTED)
    people = Participant.objects.filter(cohort=cohort).aggregate(
        sent=Count("pk", filter=~Q(state=Participant.State.STARTED)),
        to_check=Count("pk", filter=Q(state=Participant.State.SENT)),
        leaders=Count("pk", filter=accepted & Q(side=Side.LEADER)),
        network=Count("pk", filter=accepted & Q(side=Side.NETWORK)),
    )
    partnerships = Partnership.objects.filter(cohort=cohort).with_last_met()
    quiet = Partnership.objects.filter(cohort=cohort).gone_quiet(today)
    return people | partnerships.current().aggregate(
        partnerships=Count("pk"),
        met_lately=Count("pk", filter=Q(last_met_on__gte=today - RECENTLY)),
        quiet=Count("pk", filter=Q(pk__in=quiet.values("pk"))),
    )


def planned_sessions(cohorts, user):
    """{cohort's key: {name of a session: its day}} of all these cohorts, in one query.

    Dates that are not published yet are for facilitators only.
    """
    planned = {}
    sessions = (
        CheckInSession.objects.standing()
        .dates_known_to(user)
        .filter(cohort__in=cohorts)
        .order_by("starts_at")
    )
    for session in sessions:
        name = f"{'Launch' if session.kind == session.Kind.LAUNCH else 'Check-in'} {session.number}"
        planned.setdefault(session.cohort_id, {}).setdefault(name, timezone.localdate(session.starts_at))
    return planned
