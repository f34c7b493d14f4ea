"""Logging, words, aims, reflections, leaving: each service's good case, guards and atomicity."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.models import AuditEvent
from notifications.models import Message
from partnerships import services
from partnerships.models import (
    Aim,
    GuideSection,
    LearningPartner,
    Meeting,
    MeetingWords,
    Partnership,
    Reflection,
)
from tests import make

pytestmark = pytest.mark.django_db
TODAY = date(2027, 7, 13)


def log(pair, by=None, **fields):
    facts = {"held_on": TODAY, "minutes": 60, "mode": Meeting.Mode.TEAMS} | fields
    return services.log_meeting(pair.partnership, **facts, by=by or pair.amina_user)


# --- logging ---------------------------------------------------------------------------------------------


def test_log_meeting_keeps_facts_and_both_kinds_of_words(pair):
    meeting = log(pair, minutes=90, words="We spoke of home.", take_away="I talk too much.")

    assert (meeting.held_on, meeting.minutes, meeting.logged_by) == (TODAY, 90, pair.amina)
    assert {(w.text, w.shared) for w in meeting.words.all()} == {
        ("We spoke of home.", True),
        ("I talk too much.", False),
    }


def test_log_meeting_writes_history_and_private_words_only_into_ones_own(pair):
    meeting = log(pair, words="x", take_away="y")

    assert AuditEvent.objects.about(meeting).get().cohort_id == pair.cohort.pk
    cohorts = [AuditEvent.objects.about(words).get().cohort_id for words in meeting.words.order_by("-shared")]
    assert cohorts == [pair.cohort.pk, None]


def test_log_meeting_is_for_partners_of_today(trio):
    for stranger in (trio.facilitator, make.a_person(), trio.ruth_user):
        with pytest.raises(PermissionDenied):
            log(trio, by=stranger)
    assert Meeting.objects.count() == 0


def test_log_meeting_after_the_end_is_refused(pair):
    services.close_partnership(pair.partnership, by=pair.facilitator)
    with pytest.raises(PermissionDenied):
        log(pair)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"held_on": date(2027, 7, 14)}, "held_on"),
        ({"held_on": date(2027, 4, 11)}, "held_on"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": 721}, "minutes"),
        ({"mode": "carrier pigeon"}, "mode"),
    ],
)
def test_log_meeting_refuses_what_cannot_be(pair, fields, field):
    with pytest.raises(ValidationError) as refused:
        log(pair, **fields)
    assert list(refused.value.message_dict) == [field]
    assert (Meeting.objects.count(), AuditEvent.objects.filter(verb="logged").count()) == (0, 0)


def test_log_meeting_takes_the_first_day_and_today(pair):
    assert log(pair, held_on=date(2027, 4, 12)).held_on == date(2027, 4, 12)
    assert log(pair, held_on=TODAY).held_on == TODAY


def test_log_meeting_asks_when_the_day_is_logged(pair):
    first = log(pair)

    with pytest.raises(services.MeetingAlreadyLogged) as asked:
        log(pair, by=pair.peter_user)

    assert asked.value.meeting == first
    assert Meeting.objects.count() == 1
    assert log(pair, by=pair.peter_user, another=True) != first


def test_log_meeting_asks_about_the_partners_meeting_before_ones_own(pair):
    theirs = log(pair, by=pair.peter_user)
    log(pair, another=True)

    with pytest.raises(services.MeetingAlreadyLogged) as asked:
        log(pair)

    assert asked.value.meeting == theirs


def test_log_meeting_keeps_nothing_when_its_words_fail(pair):
    with pytest.raises(ValidationError):
        log(pair, words="x" * 10_001)
    assert (Meeting.objects.count(), AuditEvent.objects.filter(verb="logged").count()) == (0, 0)


def test_correct_meeting_is_for_its_logger(pair):
    meeting = log(pair)
    facts = {"held_on": TODAY - timedelta(days=1), "minutes": 30, "mode": "phone", "activity": "conversation"}

    with pytest.raises(PermissionDenied):
        services.correct_meeting(meeting, **facts, took_place=True, by=pair.peter_user)
    services.correct_meeting(meeting, **facts, took_place=False, by=pair.amina_user)

    meeting.refresh_from_db()
    assert (meeting.minutes, meeting.mode, meeting.took_place) == (30, "phone", False)


def test_correct_meeting_refuses_the_future(pair):
    meeting = log(pair)
    with pytest.raises(ValidationError):
        services.correct_meeting(
            meeting,
            held_on=TODAY + timedelta(days=1),
            minutes=30,
            mode="phone",
            activity="conversation",
            took_place=True,
            by=pair.amina_user,
        )


def test_remove_meeting_only_ones_own_and_only_without_the_partners_words(pair):
    meeting = log(pair, words="mine")
    with pytest.raises(PermissionDenied):
        services.remove_meeting(meeting, by=pair.peter_user)
    theirs = services.add_words(meeting, text="and mine", shared=True, by=pair.peter_user)
    with pytest.raises(ValidationError):
        services.remove_meeting(meeting, by=pair.amina_user)

    services.remove_words(theirs, by=pair.peter_user)
    services.remove_meeting(meeting, by=pair.amina_user)

    assert (Meeting.objects.count(), MeetingWords.objects.count()) == (0, 0)


def test_remove_meeting_does_not_tell_that_the_partner_has_a_private_take_away(pair):
    """A refusal without visible words would say that there are private ones; so they move, and are not lost."""
    meeting = log(pair)
    services.add_words(meeting, text="private", shared=False, by=pair.peter_user)

    services.remove_meeting(meeting, by=pair.amina_user)

    assert [(r.text, r.author) for r in Reflection.objects.all()] == [("private", pair.peter.participant)]


def test_silence_nudges_is_for_whoever_says_so_and_for_a_quarter(pair):
    assert services.silence_nudges(pair.partnership, by=pair.amina_user) == date(2027, 10, 12)
    pair.amina.refresh_from_db()
    pair.peter.refresh_from_db()
    assert (pair.amina.silenced_until, pair.peter.silenced_until) == (date(2027, 10, 12), None)
    with pytest.raises(PermissionDenied):
        services.silence_nudges(pair.partnership, by=pair.facilitator)


# --- words -----------------------------------------------------------------------------------------------


def test_each_partner_adds_words_and_edits_only_their_own(pair):
    meeting = log(pair)
    words = services.add_words(meeting, text="  Peter's words ", shared=True, by=pair.peter_user)

    with pytest.raises(PermissionDenied):
        services.edit_words(words, text="better", by=pair.amina_user)
    with pytest.raises(PermissionDenied):
        services.remove_words(words, by=pair.amina_user)
    services.edit_words(words, text="Peter's better words", by=pair.peter_user)

    words.refresh_from_db()
    assert (words.text, words.author, words.shared) == ("Peter's better words", pair.peter, True)


def test_words_need_words(pair):
    meeting = log(pair)
    with pytest.raises(ValidationError):
        services.add_words(meeting, text="  ", shared=True, by=pair.amina_user)
    assert MeetingWords.objects.count() == 0


def test_after_the_end_private_words_change_and_shared_ones_do_not(pair):
    meeting = log(pair, words="shared", take_away="private")
    shared, private = meeting.words.order_by("-shared")
    services.close_partnership(pair.partnership, by=pair.facilitator)

    services.edit_words(private, text="still mine", by=pair.amina_user)
    with pytest.raises(PermissionDenied):
        services.edit_words(shared, text="rewritten", by=pair.amina_user)
    with pytest.raises(PermissionDenied):
        services.add_words(meeting, text="late", shared=True, by=pair.amina_user)
    services.remove_words(shared, by=pair.amina_user)

    assert [words.text for words in meeting.words.all()] == ["still mine"]


# --- aims ------------------------------------------------------------------------------------------------


def test_add_aim_shared_or_ones_own(pair):
    shared = services.add_aim(pair.partnership, words=" Visit both wards ", shared=True, by=pair.amina_user)
    own = services.add_aim(pair.partnership, words="Speak up", shared=False, by=pair.peter_user)
    assert (shared.words, shared.whose, own.whose) == ("Visit both wards", None, pair.peter)


@pytest.mark.parametrize("words", ["  ", "x" * 501])
def test_add_aim_refuses_nothing_and_too_much(pair, words):
    with pytest.raises(ValidationError):
        services.add_aim(pair.partnership, words=words, shared=True, by=pair.amina_user)
    assert Aim.objects.count() == 0


def test_remove_aim_shared_or_own_never_the_partners(pair):
    shared = services.add_aim(pair.partnership, words="ours", shared=True, by=pair.amina_user)
    own = services.add_aim(pair.partnership, words="hers", shared=False, by=pair.amina_user)

    with pytest.raises(PermissionDenied):
        services.remove_aim(own, by=pair.peter_user)
    services.remove_aim(shared, by=pair.peter_user)

    assert [aim.words for aim in Aim.objects.all()] == ["hers"]
    with pytest.raises(PermissionDenied):
        services.add_aim(pair.partnership, words="x", shared=True, by=pair.facilitator)


# --- reflections -----------------------------------------------------------------------------------------


def test_write_reflection_again_under_its_key_keeps_one(pair):
    mine = pair.amina.participant
    key = pair.amina.pk  # any UUID will do
    services.write_reflection(mine, text="First", by=pair.amina_user, key=key)
    services.write_reflection(mine, text="First and second", by=pair.amina_user, key=key)

    assert [r.text for r in Reflection.objects.all()] == ["First and second"]


def test_reflections_are_their_authors_alone(pair):
    reflection = services.write_reflection(pair.amina.participant, text="Mine", by=pair.amina_user)
    with pytest.raises(PermissionDenied):
        services.write_reflection(pair.amina.participant, text="x", by=pair.peter_user)
    with pytest.raises(PermissionDenied):
        services.write_reflection(pair.peter.participant, text="x", by=pair.peter_user, key=reflection.pk)
    with pytest.raises(PermissionDenied):
        services.edit_reflection(reflection, text="x", by=pair.peter_user)
    with pytest.raises(PermissionDenied):
        services.delete_reflection(reflection, by=pair.facilitator)
    assert [r.text for r in Reflection.objects.all()] == ["Mine"]


def test_reflections_leave_no_trace_in_the_cohorts_history(pair):
    reflection = services.write_reflection(pair.amina.participant, text="Mine", by=pair.amina_user)
    services.edit_reflection(reflection, text="Mine", by=pair.amina_user)
    services.edit_reflection(reflection, text="Mine alone", by=pair.amina_user)
    events = list(AuditEvent.objects.about(reflection).values_list("verb", "actor_id", "cohort_id"))
    assert events == [("wrote", pair.amina_user.pk, None), ("changed", pair.amina_user.pk, None)]

    services.delete_reflection(reflection, by=pair.amina_user)
    assert Reflection.objects.count() == 0


# --- leaving and closing ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "ending"), [("2028-04-11", "early"), ("2028-04-12", "complete")])
def test_leaving_a_pair_ends_it_and_frees_both(pair, clock, day, ending):
    clock(f"{day} 09:00")
    services.leave_partnership(pair.amina, by=pair.amina_user)

    pair.partnership.refresh_from_db()
    assert (str(pair.partnership.ended_on), pair.partnership.ending) == (day, ending)
    assert LearningPartner.objects.current().count() == 0
    assert [(m.kind, m.to) for m in Message.objects.all()] == [("partnership_ended", pair.peter_user)]


def test_leaving_a_trio_lets_two_go_on(trio):
    LearningPartner.objects.filter(pk=trio.ruth.pk).update(left_at=None)
    services.leave_partnership(trio.ruth, by=trio.ruth_user)

    trio.partnership.refresh_from_db()
    assert trio.partnership.is_current
    told = {(m.kind, m.to) for m in Message.objects.all()}
    assert told == {("partner_left", trio.amina_user), ("partner_left", trio.peter_user)}


def test_leaving_is_for_oneself_or_a_facilitator_without_a_place(pair):
    with pytest.raises(PermissionDenied):
        services.leave_partnership(pair.amina, by=pair.peter_user)
    make.a_facilitator(pair.cohort, pair.peter_user)
    with pytest.raises(PermissionDenied):
        services.leave_partnership(pair.amina, by=pair.peter_user)
    services.leave_partnership(pair.amina, by=pair.facilitator)
    with pytest.raises(ValidationError):
        services.leave_partnership(pair.amina, by=pair.amina_user)
    assert Partnership.objects.ended().count() == 1


def test_closing_tells_both_the_same_and_names_nobody(pair, mailoutbox):
    services.close_partnership(pair.partnership, by=pair.facilitator)
    from notifications.delivery import deliver_due, render

    render(Message.objects.first())
    deliver_due()
    texts = {mail.to[0]: mail.body.replace("Amina", "X").replace("Peter", "X") for mail in mailoutbox}
    assert set(texts) == {"amina@trust.example", "peter@trust.example"}
    assert len(set(texts.values())) == 1
    assert "Fay" not in texts["amina@trust.example"]


def test_closing_is_for_facilitators_of_the_cohort_and_not_for_ones_own(pair):
    make.a_facilitator(pair.cohort, pair.peter_user)
    for stranger in (pair.amina_user, pair.peter_user, make.a_facilitator(make.a_cohort())):
        with pytest.raises(PermissionDenied):
            services.close_partnership(pair.partnership, by=stranger)
    assert Partnership.objects.current().count() == 1


def test_closing_twice_or_in_an_unknown_way_is_refused(pair):
    with pytest.raises(ValidationError):
        services.close_partnership(pair.partnership, by=pair.facilitator, ending="somehow")
    assert Message.objects.count() == 0
    services.close_partnership(pair.partnership, by=pair.facilitator, ending="early")
    with pytest.raises(ValidationError):
        services.close_partnership(pair.partnership, by=pair.facilitator)
    assert Message.objects.count() == 2


# --- the guide -------------------------------------------------------------------------------------------


def test_give_guide_once(pair):
    assert services.give_guide(pair.cohort.programme, by=pair.facilitator) == 15
    assert services.give_guide(pair.cohort.programme, by=None) == 0
    assert list(GuideSection.objects.values_list("number", flat=True)) == list(range(1, 16))


def test_give_guide_is_for_the_programmes_team(pair):
    with pytest.raises(PermissionDenied):
        services.give_guide(pair.cohort.programme, by=pair.amina_user)
    admin = make.an_administrator(pair.cohort.programme)
    assert services.give_guide(pair.cohort.programme, by=admin) == 15


# --- what the database itself refuses --------------------------------------------------------------------


def test_an_ended_partnership_says_how(pair):
    with pytest.raises(IntegrityError), transaction.atomic():
        Partnership.objects.update(ended_on=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Partnership.objects.update(ending="early")


@pytest.mark.parametrize("minutes", [0, 721])
def test_a_meeting_lasts_up_to_12_hours(pair, minutes):
    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.create(
            partnership=pair.partnership, held_on=TODAY, minutes=minutes, logged_by=pair.amina
        )


def test_one_current_place_and_one_place_each(pair):
    other = make.a_partnership(pair.cohort)
    with pytest.raises(IntegrityError), transaction.atomic():
        LearningPartner.objects.create(partnership=other, participant=pair.amina.participant)
    LearningPartner.objects.filter(pk=pair.amina.pk).update(left_at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        LearningPartner.objects.create(partnership=pair.partnership, participant=pair.amina.participant)


def test_a_guide_section_is_numbered_once(pair):
    GuideSection.objects.create(programme=pair.cohort.programme, number=1, title="a", body="b")
    with pytest.raises(IntegrityError), transaction.atomic():
        GuideSection.objects.create(programme=pair.cohort.programme, number=1, title="c", body="d")
