"""The list of people as a file. It leaves our walls, so it is written down who took it, and what for."""

from django.core.exceptions import PermissionDenied
from django.db import models, transaction

from audit.services import record


class Purpose(models.TextChoices):
    """What a list is taken out for; as history words it."""

    CHECKING = "checking", "to check people with HR or their managers"
    SESSIONS = "sessions", "to plan rooms and sessions"
    STEERING = "steering", "for the steering group"
    WRITING = "writing", "to write to people outside this software"


HEADERS = [
    "Name",
    "E-mail",
    "Side",
    "Ticked",
    "How far",
    "Answer by",
    "Checked that it is them",
    "Job title",
    "Directorate",
    "Usual place of work",
    "Band or level",
    "Line manager's e-mail",
    "Came through",
]


@transaction.atomic
def export_people(cohort, people, purpose, *, by):
    """Rows for a file (the first holds the headings) of these people of the cohort, and a line in history.

    Never in it: answers, groups, access needs, and whom somebody should not be paired with.
    """
    if not cohort.is_facilitated_by(by):
        raise PermissionDenied
    people = people.filter(cohort=cohort).select_related("user", "cohort__programme").by_name()
    rows = [HEADERS, *(_row(person) for person in people)]
    record(by=by, verb=f"exported people {Purpose(purpose).label}", thing=cohort, cohort=cohort)
    return rows


def _row(person):
    return [
        person.name,
        person.user.email,
        person.side_name,
        person.could_be_names,
        person.get_state_display(),
        person.answer_by or "",
        "yes" if person.checked_at else "no",
        person.job_title,
        person.directorate,
        person.site,
        person.band,
        person.line_manager_email,
        person.get_channel_display(),
    ]
