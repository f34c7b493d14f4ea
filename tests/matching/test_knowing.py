"""What the team knows of people: who writes, who reads, who sets something aside, and when it is forgotten."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from audit.models import AuditEvent
from matching.models import MatcherNote, MatchingRound, MatchingRules, Override
from matching.services import (
    agree_match,
    delete_note,
    draft_match,
    forget_notes,
    open_round,
    propose_match,
    release_round,
    set_aside,
    take_back_override,
    what_stands_against,
    write_note,
)
from notifications.models import Message
from participants.models import Side
from plp.tasks import tidy
from tests import make
from tests.matching.test_services import refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(scene):
    return scene.pair("Ada Low", "Zoe Moss")


@pytest.fixture
def taking_part(scene):
    """A matcher who takes part: they write on others, and see nothing of the round."""
    participant = make.a_participant(scene.cohort, Side.NETWORK, name="Joe Marsden")
    make.a_matcher(scene.cohort, participant.user)
    return participant


def readable(user):
    return set(MatcherNote.objects.visible_to(user))


# ---- notes


def test_write_note_on_two_together(scene, pair):
    note = write_note(
        *pair, tags=["worlds", "interest"], flags=["word"], words=" They sang together. ", by=scene.matcher
    )

    note.refresh_from_db()
    assert (note.about, note.other, note.written_by, note.cohort) == (*pair, scene.matcher, scene.cohort)
    assert (note.tags, note.flags, note.words) == (["interest", "worlds"], ["word"], "They sang together.")
    assert AuditEvent.objects.about(note).get().verb == "noted"
    assert MatchingRound.objects.get(pk=scene.round.pk).changes == 1
    assert Message.objects.count() == 0


def test_words_of_a_note_are_encrypted(scene, pair):
    write_note(pair[0], words="Plantedword", by=scene.matcher)

    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM matching_matchernote")
        assert "Plantedword" not in cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({}, "empty"),
        ({"words": "  "}, "empty"),
        ({"tags": ["kin"]}, "tags"),
        ({"flags": ["kin"]}, "flags"),
        ({"words": "x" * 501}, "long"),
    ],
)
def test_write_note_refuses(scene, pair, more, code):
    assert refusal(write_note, pair[0], by=scene.matcher, **more) == code
    assert MatcherNote.objects.count() == 0


def test_a_note_is_about_two_people_of_the_cohort(scene, pair):
    stranger = make.a_participant(make.a_cohort())

    for other in (pair[0], stranger):
        assert refusal(write_note, pair[0], other, words="So", by=scene.matcher) == "two"


def test_who_writes_notes(scene, pair, taking_part):
    for writer in (scene.facilitator, scene.matcher, taking_part.user):
        write_note(*pair, words="So", by=writer)
    for stranger in (
        pair[0].user,
        make.an_evaluator(scene.cohort),
        make.a_facilitator(make.a_cohort()),
        make.a_person(is_superuser=True),
    ):
        with pytest.raises(PermissionDenied):
            write_note(*pair, words="So", by=stranger)
    assert MatcherNote.objects.count() == 3


def test_nobody_writes_about_themselves(scene, pair, taking_part):
    for people in ([taking_part], [pair[0], taking_part], [taking_part, pair[0]]):
        with pytest.raises(PermissionDenied):
            write_note(*people, words="So", by=taking_part.user)


def test_who_reads_notes(scene, pair, taking_part):
    theirs = write_note(*pair, words="So", by=scene.facilitator)
    own = write_note(*pair, words="So", by=taking_part.user)
    about = write_note(taking_part, words="So", by=scene.matcher)
    with_them = write_note(pair[0], taking_part, words="So", by=scene.matcher)

    assert readable(scene.matcher) == {theirs, own, about, with_them}
    assert readable(taking_part.user) == {own}
    assert readable(pair[0].user) == set()
    assert readable(make.a_person(is_superuser=True)) == set()


def test_delete_note_by_its_writer_or_a_facilitator(scene, pair, taking_part):
    notes = [
        write_note(*pair, words="So", by=writer)
        for writer in (scene.matcher, taking_part.user, scene.matcher)
    ]

    delete_note(notes[0], by=scene.matcher)
    delete_note(notes[1], by=taking_part.user)
    delete_note(notes[2], by=scene.facilitator)

    assert MatcherNote.objects.count() == 0
    assert AuditEvent.objects.about(notes[0]).last().verb == "deleted"


def test_delete_note_is_not_for_others(scene, pair, taking_part):
    note = write_note(*pair, words="So", by=scene.facilitator)
    former = make.a_matcher(scene.cohort)
    old = write_note(*pair, words="So", by=former)
    former.team_roles.update(ended_at=timezone.now())

    for stranger in (scene.matcher, taking_part.user, pair[0].user):
        with pytest.raises(PermissionDenied):
            delete_note(note, by=stranger)
    with pytest.raises(PermissionDenied):
        delete_note(old, by=former)


# ---- setting aside


def test_set_aside_turns_a_bar_into_a_caution(scene, pair):
    write_note(*pair, flags=["dispute"], by=scene.matcher)
    assert refusal(draft_match, scene.round, pair, by=scene.matcher) == "dispute"

    override = set_aside(*pair, "dispute", reason="They made up.", by=scene.facilitator)

    draft_match(scene.round, pair, by=scene.matcher)
    assert [one.is_set_aside for one in what_stands_against(scene.cohort, [pair])[0]] == [True]
    assert override.one_id < override.other_id
    assert AuditEvent.objects.about(override).get().verb == "set_aside"

    take_back_override(override, by=scene.facilitator)

    assert [one.is_barred for one in what_stands_against(scene.cohort, [pair])[0]] == [True]


def test_set_aside_refuses(scene, pair):
    ada, zoe = pair
    zoe.line_manager_email = ada.user.email
    zoe.save()
    write_note(*pair, flags=["dispute"], by=scene.matcher)
    act = {"reason": "So", "by": scene.facilitator}

    assert refusal(set_aside, ada, zoe, "manager", **act) == "never"
    assert refusal(set_aside, ada, zoe, "same_team", **act) == "nothing"
    assert refusal(set_aside, ada, zoe, "dispute", reason=" ", by=scene.facilitator) == "reason"
    assert refusal(set_aside, ada, ada, "dispute", **act) == "two"
    assert Override.objects.count() == 0


def test_setting_aside_is_for_facilitators_who_do_not_take_part(scene, pair, taking_part):
    write_note(*pair, flags=["dispute"], by=scene.matcher)
    override = set_aside(*pair, "dispute", reason="So", by=scene.facilitator)
    make.a_facilitator(scene.cohort, taking_part.user)
    for stranger in (scene.matcher, taking_part.user, pair[0].user):
        with pytest.raises(PermissionDenied):
            set_aside(*pair, "dispute", reason="So", by=stranger)
        with pytest.raises(PermissionDenied):
            take_back_override(override, by=stranger)
    assert Override.objects.count() == 1


def test_a_pair_is_not_agreed_once_its_override_is_gone(scene, pair):
    write_note(*pair, flags=["dispute"], by=scene.matcher)
    override = set_aside(*pair, "dispute", reason="So", by=scene.facilitator)
    match = propose_match(scene.round, pair, reason="So", by=scene.facilitator)
    take_back_override(override, by=scene.facilitator)

    assert refusal(agree_match, match, by=scene.matcher) == "dispute"


def test_two_evaluators_of_one_cohort_are_a_team(scene, pair):
    for person in pair:
        make.an_evaluator(scene.cohort, person.user)
    assert [one.code for one in what_stands_against(scene.cohort, [pair])[0]] == ["same_evaluation_team"]

    MatchingRules.objects.create(programme=scene.cohort.programme, bar_evaluation_team=False)

    assert [one.is_caution for one in what_stands_against(scene.cohort, [pair])[0]] == [True]


def test_evaluators_of_two_cohorts_are_no_team(scene, pair):
    make.an_evaluator(scene.cohort, pair[0].user)
    make.an_evaluator(make.a_cohort(scene.cohort.programme), pair[1].user)

    assert what_stands_against(scene.cohort, [pair]) == [[]]


# ---- forgetting


@pytest.fixture
def released(scene, pair):
    """Ada and Zoe are placed, Ben is not; there are notes and an override from before."""
    ben = make.a_participant(scene.cohort, name="Ben Orr")
    for people in ([pair[0]], pair, [ben], [ben, pair[1]]):
        write_note(*people, flags=["dispute"], by=scene.matcher)
    set_aside(*pair, "dispute", reason="So", by=scene.facilitator)
    agree_match(propose_match(scene.round, pair, reason="So", by=scene.facilitator), by=scene.matcher)
    release_round(scene.round, by=scene.facilitator)
    scene.ben = ben
    return scene


def left():
    return (MatcherNote.objects.count(), Override.objects.count())


def days_on(number):
    return timezone.now() + timedelta(days=number)


def test_notes_go_90_days_after_the_release_and_no_day_before(released):
    assert forget_notes(days_on(89)) == 0
    assert left() == (4, 1)

    assert forget_notes(days_on(90) + timedelta(minutes=1)) == 5

    assert left() == (0, 0)
    assert forget_notes(days_on(91)) == 0


def test_the_programme_sets_how_long_notes_are_kept(released):
    MatchingRules.objects.create(programme=released.cohort.programme, notes_kept_days=7)

    assert forget_notes(days_on(8)) == 5


def test_while_a_round_is_open_the_notes_on_who_waits_stay(released):
    open_round(released.cohort, by=released.facilitator)

    forget_notes(days_on(91))

    assert [(note.about, note.other) for note in MatcherNote.objects.all()] == [(released.ben, None)]
    assert Override.objects.count() == 0


def test_a_note_written_after_the_release_has_its_own_days(released, clock):
    clock(days_on(80))
    write_note(released.ben, words="So", by=released.matcher)

    forget_notes(days_on(11))
    assert left() == (1, 0)

    forget_notes(days_on(90) + timedelta(minutes=1))
    assert left() == (0, 0)


def test_notes_of_a_cohort_that_never_released_go_after_its_end(scene, pair, clock):
    write_note(*pair, words="So", by=scene.matcher)

    assert forget_notes(days_on(200)) == 0
    end = timezone.now() + (scene.cohort.ends_on - timezone.localdate()) + timedelta(days=91)
    assert forget_notes(end) == 1


def test_a_round_in_which_nothing_is_released_forgets_nothing(scene, pair):
    write_note(*pair, words="So", by=scene.matcher)

    assert forget_notes(days_on(91)) == 0


def test_tidying_forgets_notes(released, clock):
    clock(days_on(91))

    tidy()

    assert left() == (0, 0)


def test_a_line_manager_reads_no_colleagues_note_on_who_works_for_them(scene):
    boss = make.a_matcher(scene.cohort)
    joy, peter = make.a_participant(scene.cohort, line_manager_email=boss.email), scene.pair()[1]
    alone = write_note(joy, words="PLANTED", by=scene.matcher)
    together = write_note(peter, joy, words="PLANTED", by=scene.matcher)
    own = write_note(joy, words="Her own.", by=boss)
    elsewhere = write_note(peter, words="Fine.", by=scene.matcher)
    assert set(MatcherNote.objects.visible_to(boss)) == {own, elsewhere}
    assert set(MatcherNote.objects.visible_to(scene.matcher)) == {alone, together, own, elsewhere}
