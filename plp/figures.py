"""A cohort in numbers: how many people and partnerships, and how it goes. Counts only, nobody's words."""

from datetime import timedelta

from django.db.models import Count, Q

from participants.models import Participant, Side
from partnerships.models import Partnership

RECENTLY = timedelta(weeks=6)


def of_cohort(cohort, today):
    """Counts a facilitator sees on the cohort's page, as a dict of plain numbers; three queries."""
    accepted = Q(state=Participant.State.ACCEPTED)
    people = Participant.objects.filter(cohort=cohort).aggregate(
        sent=Count("pk", filter=~Q(state=Participant.State.STARTED)),
        to_check=Count("pk", filter=Q(state=Participant.State.SENT)),
        leaders=Count("pk", filter=accepted & Q(side=Side.LEADER)),
        network=Count("pk", filter=accepted & Q(side=Side.NETWORK)),
    )
    current = Partnership.objects.filter(cohort=cohort).current()
    met = current.with_last_met().filter(last_met_on__gte=today - RECENTLY).count()
    return people | {
        "partnerships": current.count(),
        "met_lately": met,
        "quiet": Partnership.objects.filter(cohort=cohort).gone_quiet(today).count(),
    }
