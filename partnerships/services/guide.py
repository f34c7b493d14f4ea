"""The Guide for Learning Partners becomes a programme's own."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from audit.services import record
from participants.models import Cohort, Programme
from partnerships.guide_content import SECTIONS
from partnerships.models import GuideSection


@transaction.atomic
def give_guide(programme, *, by):
    """Copy the guide that ships into a programme that has none; returns how many sections it got.

    by: an administrator of the programme or a facilitator of one of its cohorts, or None for the system
    itself. A programme that has a guide keeps it as it is, so this may be called at any time.
    """
    if by is not None and not _works_for(programme, by):
        raise PermissionDenied("Only the programme's team can give it a guide.")
    Programme.objects.select_for_update(no_key=True, of=["self"]).get(pk=programme.pk)
    if GuideSection.objects.filter(programme=programme).exists():
        return 0
    sections = [
        GuideSection(programme=programme, number=number, title=title, body=body.strip())
        for number, (title, body) in enumerate(SECTIONS, start=1)
    ]
    GuideSection.objects.bulk_create(sections)
    record(by=by, verb="gave a guide to", thing=programme)
    return len(sections)


def _works_for(programme, by):
    return (
        Programme.objects.administered_by(by).filter(pk=programme.pk).exists()
        or Cohort.objects.facilitated_by(by).filter(programme=programme).exists()
    )
