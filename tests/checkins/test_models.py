from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from checkins.models import Attendance, CheckInSession
from checkins.services import answer_session, mark_attendance
from participants.models import Participant
from tests import make

SOON = datetime(2027, 3, 10, 10, tzinfo=ZoneInfo("Europe/London"))


@pytest.mark.parametrize("minutes", [14, 481])
def test_session_lasts_15_minutes_to_8_hours(cohort, minutes):
    with pytest.raises(IntegrityError), transaction.atomic():
        CheckInSession.objects.create(cohort=cohort, starts_at=SOON, minutes=minutes)


def test_one_attendance_per_person(a_session, people):
    session = a_session(SOON)
    Attendance.objects.create(session=session, participant=people[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        Attendance.objects.create(session=session, participant=people[0])


def test_answer_knows_when_it_was_given(a_session, people):
    with pytest.raises(IntegrityError), transaction.atomic():
        Attendance.objects.create(session=a_session(SOON), participant=people[0], answer="coming")


def test_sessions_are_visible_to_those_taking_part_and_all_of_them_to_facilitators(a_session, people, cohort):
    published, draft = a_session(SOON), a_session(SOON, published=False)
    waiting = make.a_participant(cohort, state=Participant.State.WAITING)
    elsewhere = make.a_cohort(cohort.programme)
    seen = {
        "participant": people[0].user,
        "facilitator": cohort.facilitator,
        "waiting": waiting.user,
        "matcher": make.a_matcher(cohort),
        "evaluator": make.an_evaluator(cohort),
        "participant elsewhere": make.a_participant(elsewhere).user,
        "facilitator elsewhere": make.a_facilitator(elsewhere),
        "superuser": make.a_person(is_superuser=True),
    }
    visible = {who: set(CheckInSession.objects.visible_to(user)) for who, user in seen.items()}
    assert visible == {who: set() for who in seen} | {
        "participant": {published},
        "facilitator": {published, draft},
    }


def test_attendance_is_visible_to_its_owner_and_the_facilitators(a_session, people, cohort):
    row = answer_session(a_session(SOON), people[0], "coming", by=people[0].user)
    visible = [
        set(Attendance.objects.visible_to(user))
        for user in (people[0].user, people[1].user, cohort.facilitator, make.a_matcher(cohort))
    ]
    assert visible == [{row}, set(), {row}, set()]


def test_attendance_to_mark_is_of_sessions_begun_lately_until_somebody_is_ticked(
    a_session, people, cohort, clock
):
    session, _draft = a_session(SOON), a_session(SOON, published=False)
    to_mark = CheckInSession.objects.attendance_to_mark
    assert list(to_mark(timezone.now())) == []
    now = clock("2027-03-10 10:00")
    assert list(to_mark(now)) == [session]
    mark_attendance(session, {people[0]: True}, by=cohort.facilitator)
    assert list(to_mark(now)) == []
    assert list(to_mark(clock("2027-04-30 10:00"))) == []
