"""Planned meetings: by a partner or an assistant, told to both with a file that their calendars follow."""

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from icalendar import Calendar

from kit.calendars import at_local
from notifications.delivery import deliver_due
from participants.models import Delegation
from partnerships import services
from partnerships.models import Meeting, PlannedMeeting
from tests import make

pytestmark = pytest.mark.django_db
TUESDAY = at_local(date(2027, 7, 20), time(10))
PLACE = "planted-place, Ward B"


def plan(pair, *, by=None, starts_at=TUESDAY, **fields):
    given = {"minutes": 60, "mode": "teams", "where": PLACE} | fields
    return services.plan_meeting(pair.partnership, starts_at=starts_at, **given, by=by or pair.amina_user)


def move(planned, *, by, **changes):
    same = {name: getattr(planned, name) for name in ("starts_at", "minutes", "mode", "where")}
    return services.move_plan(planned, **same | changes, by=by)


def sent(mailoutbox):
    """[(address, subject, calendar)] of what goes now, in the order of addresses."""
    mailoutbox.clear()
    deliver_due()
    return sorted(
        ((mail.to[0], mail.subject, calendar_of(mail)) for mail in mailoutbox), key=lambda one: one[0]
    )


def calendar_of(mail):
    ics = [content for content, mimetype in mail.alternatives if mimetype.startswith("text/calendar")]
    if not ics:
        return None
    calendar = Calendar.from_ical(ics[0])
    (event,) = calendar.walk("VEVENT")
    return str(calendar["METHOD"]), event["SEQUENCE"], event["DTSTART"].dt, str(event["UID"])


@pytest.fixture
def jo(pair):
    """Peter's assistant."""
    jo = make.a_person("Jo Smith")
    pair.delegation = Delegation.objects.create(participant=pair.peter.participant, delegate=jo)
    return jo


def test_both_are_told_of_a_plan_with_a_file_for_their_calendar(pair, mailoutbox):
    planned = plan(pair)
    letters = sent(mailoutbox)
    assert [address for address, _, _ in letters] == ["amina@trust.example", "peter@trust.example"]
    for _, subject, calendar in letters:
        assert subject == "PLP meeting on Tuesday 20 July, 10:00"
        assert calendar == ("REQUEST", 0, TUESDAY, f"{planned.pk}@localhost")
    assert "You and Peter meet on Tuesday 20 July 2027, 10:00, on Microsoft Teams, for 1 hour." in next(
        mail.body for mail in mailoutbox if mail.to == ["amina@trust.example"]
    )


def test_subjects_and_titles_name_nobody_and_no_place(pair, mailoutbox):
    planned = plan(pair)
    first = sent(mailoutbox)
    letters = list(mailoutbox)
    move(planned, starts_at=TUESDAY + timedelta(days=1), by=pair.peter_user)
    first += sent(mailoutbox)
    letters += list(mailoutbox)
    services.cancel_plan(planned, by=pair.amina_user)
    first += sent(mailoutbox)
    letters += list(mailoutbox)
    assert len(letters) == 6
    for mail in letters:
        ics = next(content for content, kind in mail.alternatives if "calendar" in kind)
        (event,) = Calendar.from_ical(ics).walk("VEVENT")
        assert event["SUMMARY"] == "PLP meeting"
        others = {"amina@trust.example", "peter@trust.example"} - set(mail.to)
        unfolded = ics.replace("\r\n ", "")
        assert [word for word in (*others, "Amina", "Peter") if word in unfolded] == []
        assert [word for word in ("Amina", "Peter", "planted") if word in mail.subject] == []


def test_a_move_and_a_cancellation_reach_the_same_meeting_in_the_calendar(pair, mailoutbox):
    planned = plan(pair)
    uid = sent(mailoutbox)[0][2][3]
    later = TUESDAY + timedelta(days=7)
    move(planned, starts_at=later, by=pair.peter_user)
    moved = sent(mailoutbox)
    assert {subject for _, subject, _ in moved} == {"PLP meeting changed: now Tuesday 27 July, 10:00"}
    assert [calendar for _, _, calendar in moved] == [("REQUEST", 1, later, uid)] * 2
    services.cancel_plan(planned, by=pair.amina_user)
    off = sent(mailoutbox)
    assert [calendar for _, _, calendar in off] == [("CANCEL", 2, later, uid)] * 2
    services.cancel_plan(planned, by=pair.amina_user)
    assert sent(mailoutbox) == []


def test_what_was_moved_before_the_first_mail_went_is_told_once_as_it_is(pair, mailoutbox):
    planned = plan(pair)
    later = TUESDAY + timedelta(days=7)
    move(planned, starts_at=later, by=pair.amina_user)
    letters = sent(mailoutbox)
    assert [(subject, calendar[1:3]) for _, subject, calendar in letters] == [
        ("PLP meeting on Tuesday 27 July, 10:00", (1, later))
    ] * 2


def test_what_was_called_off_before_the_first_mail_went_is_never_told(pair, mailoutbox):
    services.cancel_plan(plan(pair), by=pair.amina_user)
    assert sent(mailoutbox) == []


def test_two_moves_before_a_mail_goes_tell_of_the_last_alone(pair, mailoutbox):
    planned = plan(pair)
    sent(mailoutbox)
    for days in (1, 2):
        planned = move(planned, starts_at=TUESDAY + timedelta(days=days), by=pair.amina_user)
    assert [calendar[1:3] for _, _, calendar in sent(mailoutbox)] == [(2, TUESDAY + timedelta(days=2))] * 2


def test_saving_without_a_change_tells_nobody(pair, mailoutbox):
    planned = plan(pair)
    sent(mailoutbox)
    assert move(planned, by=pair.amina_user).sequence == 0
    assert sent(mailoutbox) == []


def test_a_mailbox_others_read_gets_no_place_no_time_and_no_file(pair, mailoutbox):
    pair.peter_user.mail_is_shared = True
    pair.peter_user.save()
    plan(pair)
    deliver_due()
    mail = next(mail for mail in mailoutbox if mail.to == [pair.peter_user.email])
    assert (mail.attachments, len(mail.alternatives)) == ([], 1)
    words = mail.subject + mail.body + mail.alternatives[0][0]
    assert [word for word in ("planted", "20 July", "Amina", "10:00") if word in words] == []


def test_an_assistant_plans_moves_and_calls_off(pair, jo, mailoutbox):
    planned = plan(pair, by=jo)
    planned = move(planned, starts_at=TUESDAY + timedelta(hours=1), by=jo)
    services.cancel_plan(planned, by=jo)
    assert PlannedMeeting.objects.standing().count() == 0


def test_nobody_else_does(pair, jo):
    planned = plan(pair)
    pair.delegation.ended_at = timezone.now()
    pair.delegation.save()
    for stranger in (pair.facilitator, jo, make.a_participant(pair.cohort).user):
        for act in (
            lambda by=stranger: plan(pair, by=by),
            lambda by=stranger: move(planned, minutes=30, by=by),
            lambda by=stranger: services.cancel_plan(planned, by=by),
        ):
            with pytest.raises(PermissionDenied):
                act()
    assert list(PlannedMeeting.objects.values_list("minutes", "cancelled_at")) == [(60, None)]


def test_only_partners_and_assistants_of_today_see_plans(pair, jo, trio):
    plan(pair)
    seen = {
        who: PlannedMeeting.objects.visible_to(user).count()
        for who, user in {
            "amina": pair.amina_user,
            "peter": pair.peter_user,
            "jo": jo,
            "facilitator": pair.facilitator,
            "ruth, who left": trio.ruth_user,
        }.items()
    }
    assert seen == {"amina": 1, "peter": 1, "jo": 1, "facilitator": 0, "ruth, who left": 0}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"starts_at": at_local(date(2027, 7, 13), time(9))}, "at"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": 721}, "minutes"),
        ({"mode": "pigeon"}, "mode"),
        ({"where": "x" * 501}, "where"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(pair, changes, field):
    with pytest.raises(ValidationError) as refused:
        plan(pair, **changes)
    assert list(refused.value.message_dict) == [field]
    assert PlannedMeeting.objects.count() == 0


def test_what_is_in_the_log_or_called_off_is_not_moved(pair, clock):
    planned, other = plan(pair), plan(pair, starts_at=TUESDAY + timedelta(days=1))
    services.cancel_plan(other, by=pair.amina_user)
    clock("2027-07-20 12:00")
    services.log_meeting(
        pair.partnership, held_on=date(2027, 7, 20), minutes=60, mode="teams", by=pair.amina_user
    )
    for one, code in ((planned, "logged"), (other, "cancelled")):
        with pytest.raises(ValidationError) as refused:
            move(one, starts_at=TUESDAY + timedelta(days=9), by=pair.peter_user)
        assert refused.value.code == code


def test_a_missed_meeting_may_be_moved(pair, clock):
    planned = plan(pair)
    clock("2027-07-21 12:00")
    assert move(planned, starts_at=TUESDAY + timedelta(days=9), by=pair.peter_user).sequence == 1


@pytest.mark.parametrize("minutes_later", [-1, 0, 1])
def test_logging_ties_the_plan_of_that_day_once_it_has_begun(pair, clock, minutes_later):
    planned = plan(pair)
    clock(TUESDAY + timedelta(minutes=minutes_later))
    meeting = services.log_meeting(
        pair.partnership, held_on=date(2027, 7, 20), minutes=60, mode="teams", by=pair.peter_user
    )
    planned.refresh_from_db()
    assert planned.meeting == (None if minutes_later < 0 else meeting)


def test_logging_from_a_plan_ties_that_one_whatever_the_day(pair, clock):
    first, second = plan(pair), plan(pair, starts_at=TUESDAY + timedelta(hours=3))
    clock("2027-07-21 12:00")
    meeting = services.log_meeting(
        pair.partnership,
        held_on=date(2027, 7, 21),
        minutes=60,
        mode="teams",
        plan=second,
        by=pair.peter_user,
    )
    assert [PlannedMeeting.objects.get(pk=one.pk).meeting for one in (first, second)] == [None, meeting]


def test_another_partnership_s_plan_is_never_tied(pair, clock):
    other = make.a_partnership(pair.cohort)
    theirs = services.plan_meeting(
        other,
        starts_at=TUESDAY,
        minutes=60,
        mode="teams",
        by=other.partners.first().participant.user,
    )
    clock("2027-07-21 12:00")
    services.log_meeting(
        pair.partnership,
        held_on=date(2027, 7, 20),
        minutes=60,
        mode="teams",
        plan=theirs,
        by=pair.peter_user,
    )
    assert PlannedMeeting.objects.get().meeting is None


def test_the_next_date_is_kept_with_the_log_or_neither_is(pair):
    log = {"held_on": date(2027, 7, 13), "minutes": 60, "mode": "teams", "by": pair.amina_user}
    past = {"starts_at": TUESDAY - timedelta(days=30), "minutes": 60, "mode": "teams"}
    with pytest.raises(ValidationError):
        services.log_meeting(pair.partnership, **log, next_meeting=past)
    assert (Meeting.objects.count(), PlannedMeeting.objects.count()) == (0, 0)
    services.log_meeting(pair.partnership, **log, next_meeting=past | {"starts_at": TUESDAY})
    assert (Meeting.objects.count(), PlannedMeeting.objects.get().starts_at) == (1, TUESDAY)


def test_topics_are_kept_and_corrected(pair):
    meeting = services.log_meeting(
        pair.partnership,
        held_on=date(2027, 7, 13),
        minutes=60,
        mode="teams",
        topics=["career", "race"],
        by=pair.amina_user,
    )
    assert Meeting.objects.get().topics_in_words == "Work and career, Race and inclusion"
    facts = {"held_on": meeting.held_on, "minutes": 60, "mode": "teams", "activity": "conversation"}
    services.correct_meeting(meeting, **facts, took_place=True, topics=["world"], by=pair.amina_user)
    assert Meeting.objects.get().topics == ["world"]
    with pytest.raises(ValidationError):
        services.correct_meeting(meeting, **facts, took_place=True, topics=["gossip"], by=pair.amina_user)


def test_the_end_takes_what_is_planned_out_of_both_calendars(pair, mailoutbox):
    plan(pair)
    sent(mailoutbox)
    services.close_partnership(pair.partnership, by=pair.facilitator)
    assert PlannedMeeting.objects.standing().count() == 0
    letters = [(address, calendar[0]) for address, _, calendar in sent(mailoutbox) if calendar]
    assert letters == [("amina@trust.example", "CANCEL"), ("peter@trust.example", "CANCEL")]


def test_who_leaves_a_trio_loses_the_plan_and_the_others_keep_it(trio, mailoutbox):
    type(trio.ruth).objects.filter(pk=trio.ruth.pk).update(left_at=None)
    plan(trio)
    sent(mailoutbox)
    trio.ruth.refresh_from_db()
    services.leave_partnership(trio.ruth, by=trio.facilitator)
    letters = [(address, calendar) for address, _, calendar in sent(mailoutbox) if calendar]
    assert [(address, calendar[:2]) for address, calendar in letters] == [
        ("ruth@trust.example", ("CANCEL", 1))
    ]
    assert PlannedMeeting.objects.standing().count() == 1


@pytest.mark.parametrize("planner", ["amina", "jo"])
def test_who_booked_counts_for_the_partner_they_arrange_for(pair, jo, planner):
    plan(pair, by={"amina": pair.amina_user, "jo": jo}[planner])
    booked = PlannedMeeting.objects.with_booker().get().booked_for
    assert booked == {"amina": pair.amina.pk, "jo": pair.peter.pk}[planner]
