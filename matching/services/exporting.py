"""A round's list leaves the programme: recorded, with what for, and with nothing that was written for the team."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from audit.services import record
from matching.exporting import listed, workbook_of
from matching.models import Match
from matching.services.rounds import may_release

PURPOSES = {
    "steering": "took the list for the steering group",
    "launch": "took the list for the launch sessions",
    "files": "took the list for the files",
}


@transaction.atomic
def export_round(round, purpose, *, titles=False, sides=False, by):
    """The agreed or released pairs of a round as a workbook (bytes). purpose: one of `PURPOSES`."""
    if not may_release(round, by):
        raise PermissionDenied("A facilitator who does not take part hands out lists.")
    rows = listed(Match.objects.to_list(round), round.cohort.programme, titles=titles, sides=sides)
    record(by=by, verb=PURPOSES[purpose], thing=round, cohort=round.cohort)
    return workbook_of(rows, titles=titles, sides=sides)
