"""Group sessions, and what became of e-mails."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.utils import timezone

from checkins.links import answer_url
from checkins.services import add_session, publish_sessions
from notifications.models import Message
from tests.access.rows import (
    ADMINISTRATORS,
    ANYONE,
    FACILITATORS,
    PARTNERS,
    Row,
    button,
    key_of,
    page,
    signed_in,
)

# Who takes part in the world's cohort; of those whose partner left, the one who left does not.
TAKING_PART = PARTNERS | {
    "other_pair",
    "both_groups",
    "paused",
    "matcher_participant",
    "facilitator_participant",
    "evaluator_participant",
}


def add_to(world):
    facilitator, soon = world.users["facilitator"], timezone.now() + timedelta(days=9)
    world.session = add_session(world.cohort, "check_in", soon, by=facilitator)
    publish_sessions(world.cohort, by=facilitator)
    world.session.refresh_from_db()
    world.draft_session = add_session(world.cohort, "check_in", soon, by=facilitator)
    world.failed_message = Message.objects.filter(kind="checkin_invitation", to=world.users["own"]).get()
    world.failed_message.state = Message.State.FAILED
    world.failed_message.save()
    world.hidden_message = Message.objects.create(
        key="survey_open:row",
        kind="survey_open",
        to=world.users["own"],
        cohort_id=world.cohort.pk,
        state=Message.State.FAILED,
    )


def token(world):
    return {"token": urlsplit(answer_url(world.session, world.participants["own"])).path.split("/")[2]}


def form(*personas, pk):
    return Row(get={200: set(personas)}, post={200: set(personas)}, kwargs=key_of(pk))


ROWS = {
    "session_list": signed_in(),
    "session_answer": [
        form(*TAKING_PART, "delegate", pk="session"),
        form(pk="draft_session"),
    ],
    "session_answer_by_link": Row(get={200: ANYONE}, post={200: ANYONE}, kwargs=token),
    "session_plan": page(*FACILITATORS, pk="cohort"),
    "session_lay_out": button(*FACILITATORS, pk="cohort"),
    "session_publish": Row(get={200: FACILITATORS}, post={302: FACILITATORS}, kwargs=key_of("cohort")),
    "session_add": form(*FACILITATORS, pk="cohort"),
    "session_edit": form(*FACILITATORS, pk="session"),
    "session_cancel": Row(get={200: FACILITATORS}, post={302: FACILITATORS}, kwargs=key_of("session")),
    "attendance_mark": form(*FACILITATORS, pk="session"),
    "message_list": signed_in(),
    "cohort_messages": page(*FACILITATORS, *ADMINISTRATORS, pk="cohort"),
    "message_retry": [
        button(*FACILITATORS, pk="failed_message"),
        Row(kwargs=key_of("hidden_message")),
    ],
}
