from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from audit.models import AuditEvent
from checkins.models import Attendance, CheckInSession
from checkins.services import (
    add_session,
    answer_session,
    cancel_session,
    lay_out_sessions,
    mark_attendance,
    move_session,
    publish_sessions,
)
from notifications.delivery import deliver_due
from notifications.models import Message
from participants.models import Delegation, Participant, Pause
from plp.reminders import queue_due
from tests import make

LONDON = ZoneInfo("Europe/London")
COMING, NOT_THIS_TIME = Attendance.Answer.COMING, Attendance.Answer.NOT_THIS_TIME


def at(words):
    return datetime.fromisoformat(words).replace(tzinfo=LONDON)


def queued(kind):
    return Message.objects.filter(kind=kind, state=Message.State.QUEUED).count()


def mailed(kind):
    return Message.objects.filter(kind=kind, state=Message.State.SENT).count()


def test_lay_out_makes_two_launches_and_the_programmes_check_ins_unpublished(cohort):
    new = lay_out_sessions(cohort, by=cohort.facilitator)
    assert [(s.kind, s.number, timezone.localtime(s.starts_at).isoformat()) for s in new] == [
        ("launch", 1, "2027-01-08T10:00:00+00:00"),
        ("launch", 2, "2027-01-22T10:00:00+00:00"),
        ("check_in", 1, "2027-04-01T10:00:00+01:00"),
        ("check_in", 2, "2027-07-01T10:00:00+01:00"),
        ("check_in", 3, "2027-10-01T10:00:00+01:00"),
        ("check_in", 4, "2028-01-04T10:00:00+00:00"),  # 1 January a Saturday, 3 January its substitute
    ]
    assert {s.published_at for s in new} == {None}
    assert Message.objects.count() == 0


def test_lay_out_twice_adds_nothing_and_keeps_what_was_cancelled(cohort):
    new = lay_out_sessions(cohort, by=cohort.facilitator)
    cancel_session(new[3], by=cohort.facilitator)
    assert lay_out_sessions(cohort, by=cohort.facilitator) == []
    assert cohort.sessions.count() == 6


def test_lay_out_of_the_30th_in_a_leap_year_ends_on_the_last_of_february(db, clock):
    clock("2027-10-01 09:00")
    cohort = make.a_cohort(starts_on=datetime(2027, 11, 30, tzinfo=LONDON).date())
    facilitator = make.a_facilitator(cohort)
    new = lay_out_sessions(cohort, by=facilitator)
    assert timezone.localtime(new[2].starts_at).isoformat() == "2028-02-29T10:00:00+00:00"


@pytest.mark.parametrize(
    "act",
    [
        lambda cohort, session, by: lay_out_sessions(cohort, by=by),
        lambda cohort, session, by: publish_sessions(cohort, by=by),
        lambda cohort, session, by: add_session(cohort, "check_in", at("2027-05-03T10:00"), by=by),
        lambda cohort, session, by: move_session(session, at("2027-05-04T10:00"), by=by),
        lambda cohort, session, by: cancel_session(session, by=by),
        lambda cohort, session, by: mark_attendance(session, {}, by=by),
    ],
)
@pytest.mark.parametrize("who", ["participant", "matcher", "facilitator elsewhere"])
def test_only_the_cohorts_facilitators_plan(act, who, cohort, people, a_session):
    session = a_session(at("2027-05-05T10:00"))
    by = {
        "participant": lambda: people[0].user,
        "matcher": lambda: make.a_matcher(cohort),
        "facilitator elsewhere": lambda: make.a_facilitator(make.a_cohort(cohort.programme)),
    }[who]()
    with pytest.raises(PermissionDenied):
        act(cohort, session, by)


def test_publish_sends_one_launch_invitation_for_all_launches_to_those_taking_part(
    cohort, people, mailoutbox
):
    Pause.objects.create(
        participant=people[3], starts_on=timezone.localdate(), until=timezone.localdate() + timedelta(days=90)
    )
    make.a_participant(cohort, state=Participant.State.WAITING)
    make.a_participant(make.a_cohort(cohort.programme))
    for day in ("2027-03-08", "2027-03-22"):
        add_session(cohort, "launch", at(f"{day}T10:00"), by=cohort.facilitator)
    assert publish_sessions(cohort, by=cohort.facilitator) == 2
    assert queued("launch_invitation") == 3
    assert publish_sessions(cohort, by=cohort.facilitator) == 0
    queue_due(timezone.now())
    deliver_due()
    assert sorted(mail.to[0] for mail in mailoutbox) == sorted(p.user.email for p in people[:3])
    assert mailoutbox[0].body.count("Say whether you are coming: ") == 2


def test_a_launch_session_added_later_is_told_of_too(cohort, people):
    for day in ("2027-03-08", "2027-03-22"):
        add_session(cohort, "launch", at(f"{day}T10:00"), by=cohort.facilitator)
        publish_sessions(cohort, by=cohort.facilitator)
    assert queued("launch_invitation") == 8


def test_check_in_invitations_go_four_weeks_before_also_to_those_who_joined_since(
    cohort, people, a_session, clock, mailoutbox
):
    a_session(at("2027-05-05T10:00"))
    assert Message.objects.count() == 0
    make.a_participant(cohort)
    clock("2027-04-07 09:59")
    assert queue_due(timezone.now()) == 0
    clock("2027-04-07 10:00")
    assert queue_due(timezone.now()) == 5
    assert queue_due(timezone.now()) == 0
    deliver_due()
    assert len(mailoutbox) == 5


def test_nobody_is_invited_who_answered_before_the_mail_went(people, a_session, mailoutbox):
    session = a_session(at("2027-03-10T10:00"))
    answer_session(session, people[0], NOT_THIS_TIME, by=people[0].user)
    deliver_due()
    assert sorted(mail.to[0] for mail in mailoutbox) == sorted(p.user.email for p in people[1:])


def test_answer_counts_the_last_one_and_is_history(people, a_session):
    session = a_session(at("2027-03-10T10:00"))
    answer_session(session, people[0], COMING, by=people[0].user)
    answer_session(session, people[0], NOT_THIS_TIME, by=people[0].user)
    assert list(Attendance.objects.values_list("answer", flat=True)) == [NOT_THIS_TIME]
    assert AuditEvent.objects.filter(verb="answered").count() == 2


def test_an_assistant_answers_for_their_principal_and_for_nobody_else(people, a_session):
    session = a_session(at("2027-03-10T10:00"))
    assistant = make.a_person()
    given = Delegation.objects.create(participant=people[0], delegate=assistant)
    answer_session(session, people[0], COMING, by=assistant)
    with pytest.raises(PermissionDenied):
        answer_session(session, people[1], COMING, by=assistant)
    given.ended_at = timezone.now()
    given.save()
    with pytest.raises(PermissionDenied):
        answer_session(session, people[0], NOT_THIS_TIME, by=assistant)
    assert Attendance.objects.get().answer == COMING


def test_nobody_answers_for_another_or_from_another_cohort(people, a_session, cohort):
    session = a_session(at("2027-03-10T10:00"))
    stranger = make.a_participant(make.a_cohort(cohort.programme))
    for participant, by in [(people[0], people[1].user), (stranger, stranger.user)]:
        with pytest.raises(PermissionDenied):
            answer_session(session, participant, COMING, by=by)


def test_answers_close_when_the_session_begins_or_is_cancelled(people, a_session, clock, cohort):
    begun, cancelled = a_session(at("2027-03-10T10:00")), a_session(at("2027-03-11T10:00"))
    cancel_session(cancelled, by=cohort.facilitator)
    clock("2027-03-10 10:00")
    for session in (begun, cancelled):
        with pytest.raises(ValidationError):
            answer_session(session, people[0], COMING, by=people[0].user)


def test_an_unpublished_session_takes_no_answer(people, a_session):
    session = a_session(at("2027-03-10T10:00"), published=False)
    with pytest.raises(ValidationError):
        answer_session(session, people[0], COMING, by=people[0].user)


def test_move_tells_those_concerned_once_with_the_new_time(people, a_session, cohort, mailoutbox):
    session = a_session(at("2027-03-10T10:00"))
    deliver_due()
    answer_session(session, people[0], COMING, by=people[0].user)
    answer_session(session, people[1], NOT_THIS_TIME, by=people[1].user)
    mailoutbox.clear()
    move_session(session, at("2027-03-12T14:00"), by=cohort.facilitator)
    deliver_due()
    deliver_due()
    assert sorted(mail.to[0] for mail in mailoutbox) == sorted(people[n].user.email for n in (0, 2, 3))
    assert {"Friday 12 March 2027, 14:00" in mail.body for mail in mailoutbox} == {True}


def test_move_before_the_invitation_went_sends_one_mail_that_is_true(people, a_session, cohort, mailoutbox):
    session = a_session(at("2027-03-10T10:00"))
    move_session(session, at("2027-03-12T14:00"), by=cohort.facilitator)
    deliver_due()
    assert len(mailoutbox) == 4
    assert {mail.subject for mail in mailoutbox} == {"PLP session on Friday 12 March: are you coming?"}


def test_moved_and_moved_back_everyones_last_word_is_true(people, a_session, cohort, mailoutbox):
    session = a_session(at("2027-03-10T10:00"))
    deliver_due()
    mailoutbox.clear()
    move_session(session, at("2027-03-12T14:00"), by=cohort.facilitator)
    session = move_session(session, at("2027-03-10T10:00"), by=cohort.facilitator)
    deliver_due()
    assert {mail.subject for mail in mailoutbox} == {
        "A PLP session has changed: now Wednesday 10 March, 10:00"
    }
    assert len(mailoutbox) == 4


def test_saving_without_a_change_or_with_a_new_link_tells_nobody(people, a_session, cohort):
    session = a_session(at("2027-03-10T10:00"), place="Room 1")
    deliver_due()
    move_session(
        session, session.starts_at, place="Room 1", link="https://teams.example/x", by=cohort.facilitator
    )
    assert queued("session_moved") == 0
    move_session(session, session.starts_at, place="Room 2", by=cohort.facilitator)
    assert queued("session_moved") == 4


def test_who_pauses_hears_of_a_move_on_the_day_they_are_back(people, a_session, cohort):
    session = a_session(at("2027-03-20T10:00"))
    answer_session(session, people[0], COMING, by=people[0].user)
    deliver_due()
    today = timezone.localdate()
    Pause.objects.create(participant=people[0], starts_on=today, until=today + timedelta(days=7))
    move_session(session, at("2027-03-22T10:00"), by=cohort.facilitator)
    theirs = Message.objects.get(kind="session_moved", to=people[0].user)
    assert theirs.next_attempt_at == datetime(2027, 3, 8, 9, 0, tzinfo=UTC)


def test_a_reminder_queued_for_the_old_time_never_goes(people, a_session, cohort, clock, mailoutbox):
    session = a_session(at("2027-03-10T10:00"))
    answer_session(session, people[0], COMING, by=people[0].user)
    clock("2027-03-09 11:00")
    queue_due(timezone.now())
    assert queued("checkin_tomorrow") == 1
    move_session(session, at("2027-03-15T10:00"), by=cohort.facilitator)
    deliver_due()
    assert mailed("checkin_tomorrow") == 0
    clock("2027-03-14 10:00")
    queue_due(timezone.now())
    deliver_due()
    reminders = [mail for mail in mailoutbox if mail.subject.startswith("Your PLP session:")]
    assert [mail.subject for mail in reminders] == ["Your PLP session: Monday at 10:00"]


def test_cancel_tells_once_and_withdraws_what_waits(people, a_session, cohort, mailoutbox, clock):
    session = a_session(at("2027-03-10T10:00"))
    deliver_due()
    answer_session(session, people[0], COMING, by=people[0].user)
    answer_session(session, people[1], NOT_THIS_TIME, by=people[1].user)
    clock("2027-03-09 11:00")
    queue_due(timezone.now())
    mailoutbox.clear()
    cancel_session(session, by=cohort.facilitator)
    cancel_session(session, by=cohort.facilitator)
    deliver_due()
    assert {mail.subject for mail in mailoutbox} == {"A PLP session is cancelled: Wednesday 10 March"}
    assert len(mailoutbox) == 3


def test_cancel_of_an_unpublished_session_tells_nobody(people, a_session, cohort):
    cancel_session(a_session(at("2027-03-10T10:00"), published=False), by=cohort.facilitator)
    assert Message.objects.count() == 0


def test_what_has_begun_cannot_be_moved_or_cancelled(a_session, cohort, clock):
    session = a_session(at("2027-03-10T10:00"))
    clock("2027-03-10 10:30")
    with pytest.raises(ValidationError):
        move_session(session, at("2027-03-12T14:00"), by=cohort.facilitator)
    with pytest.raises(ValidationError):
        cancel_session(session, by=cohort.facilitator)


def test_a_session_cannot_be_moved_into_the_past(a_session, cohort):
    session = a_session(at("2027-03-10T10:00"))
    with pytest.raises(ValidationError):
        move_session(session, at("2027-02-10T10:00"), by=cohort.facilitator)
    session.refresh_from_db()
    assert (session.starts_at, session.version) == (at("2027-03-10T10:00"), 1)


def test_a_joining_link_is_https(a_session):
    with pytest.raises(ValidationError):
        a_session(at("2027-03-10T10:00"), link="http://teams.example/x")


def test_the_day_before_those_coming_are_reminded_once(people, a_session, clock, mailoutbox):
    session = a_session(at("2027-03-10T10:00"))
    deliver_due()
    for person in people[:3]:
        answer_session(session, person, COMING, by=person.user)
    Pause.objects.create(
        participant=people[2], starts_on=timezone.localdate(), until=timezone.localdate() + timedelta(days=60)
    )
    mailoutbox.clear()
    clock("2027-03-09 09:59")
    assert queue_due(timezone.now()) == 0
    clock("2027-03-09 10:00")
    assert [queue_due(timezone.now()) for _ in range(3)] == [2, 0, 0]
    deliver_due()
    assert sorted(mail.to[0] for mail in mailoutbox) == sorted(p.user.email for p in people[:2])


def test_who_says_so_on_the_day_itself_needs_no_reminder(people, a_session, clock):
    session = a_session(at("2027-03-10T10:00"))
    clock("2027-03-10 08:00")
    answer_session(session, people[0], COMING, by=people[0].user)
    queue_due(timezone.now())
    assert queued("checkin_tomorrow") == 0


def test_after_a_day_without_beat_only_what_is_still_true_goes(people, a_session, clock, mailoutbox):
    session = a_session(at("2027-03-10T10:00"))
    deliver_due()
    answer_session(session, people[0], COMING, by=people[0].user)
    clock("2027-03-09 11:00")
    queue_due(timezone.now())
    mailoutbox.clear()
    clock("2027-03-10 10:00")
    queue_due(timezone.now())
    deliver_due()
    assert mailoutbox == []


def test_mark_attendance_keeps_who_came_and_nothing_about_who_never_said(people, a_session, clock, cohort):
    session = a_session(at("2027-03-10T10:00"))
    answer_session(session, people[0], COMING, by=people[0].user)
    answer_session(session, people[1], COMING, by=people[1].user)
    with pytest.raises(ValidationError):
        mark_attendance(session, {people[0]: True}, by=cohort.facilitator)
    clock("2027-03-10 09:00")
    came = {people[0]: True, people[1]: False, people[2]: True, people[3]: False}
    mark_attendance(session, came, by=cohort.facilitator)
    mark_attendance(session, came, by=cohort.facilitator)
    assert dict(session.attendances.values_list("participant", "attended")) == {
        people[0].pk: True,
        people[1].pk: False,
        people[2].pk: True,
    }
    mark_attendance(session, {people[2]: False}, by=cohort.facilitator)
    assert session.attendances.attended().count() == 1


def test_mark_attendance_refuses_people_of_another_cohort(people, a_session, clock, cohort):
    session = a_session(at("2027-03-10T10:00"))
    clock("2027-03-10 11:00")
    stranger = make.a_participant(make.a_cohort(cohort.programme))
    with pytest.raises(PermissionDenied):
        mark_attendance(session, {people[0]: True, stranger: True}, by=cohort.facilitator)
    assert session.attendances.count() == 0


def test_move_leaves_nothing_behind_when_telling_fails(people, a_session, cohort, monkeypatch):
    session = a_session(at("2027-03-10T10:00"))
    deliver_due()
    monkeypatch.delitem(__import__("notifications.kinds", fromlist=["_kinds"])._kinds, "session_moved")
    with pytest.raises(KeyError):
        move_session(session, at("2027-03-12T14:00"), by=cohort.facilitator)
    fresh = CheckInSession.objects.get(pk=session.pk)
    assert (fresh.starts_at, fresh.version) == (at("2027-03-10T10:00"), 1)
