"""From the database to the engine: who is in the pool, what it says of two, and when it is computed anew."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from matching import fitting
from matching.fitting import pool_of, topics_of, weights_of
from matching.models import MatcherNote, MatchingRules, Tag, Topic
from matching.people import rules_for
from matching.scoring import Weights
from matching.services import draft_match
from matching.vocabulary import TOPICS
from matching.wording import Topics
from participants.models import MatchingProfile, NotToBePaired, Participant, Pause, Side
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept():
    fitting.forget_fits()


def says(participant, words, **fields):
    MatchingProfile.objects.filter(participant=participant).update(
        answer_2=words, saved_at=timezone.now(), **fields
    )


def queries_of(act):
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


# ---- who


def test_the_pool_is_who_has_no_partner(scene):
    leader, network = scene.pair("Ada", "Zoe")
    make.a_partnership(scene.cohort, partners=scene.pair())
    make.a_participant(scene.cohort, Side.NETWORK, state=Participant.State.WAITING)
    make.a_participant(make.a_cohort(), Side.NETWORK)

    pool = pool_of(scene.cohort)

    assert [person.key for person in pool.leaders] == [leader.pk]
    assert [person.key for person in pool.network] == [network.pk]


def test_whoever_has_a_seat_is_in_the_pool_and_not_free(scene):
    pair, other = scene.pair(), scene.pair()
    draft_match(scene.round, pair, by=scene.facilitator)

    pool = pool_of(scene.cohort)

    assert {person.key for person in (*pool.leaders, *pool.network) if person.is_free} == {
        person.pk for person in other
    }


def test_the_pool_knows_whose_partnership_ended(scene):
    again, partner = scene.pair()
    partnership = make.a_partnership(scene.cohort, partners=[again, partner])
    partnership.partners.update(left_at=timezone.now())
    make.a_participant(scene.cohort)

    assert [person.had_partner for person in pool_of(scene.cohort).leaders] == [True, False]


# ---- what stands against two


def test_the_pool_says_what_the_rules_say(scene):
    """Everything that can stand against a pair, once read for the board and once for the engine."""
    leaders, network = zip(*[scene.pair() for _ in range(4)], strict=True)
    network[0].line_manager_email = leaders[0].user.email
    network[0].save()
    NotToBePaired.objects.create(
        participant=network[1], words="him", other=leaders[1], resolved_at=timezone.now()
    )
    NotToBePaired.objects.create(participant=network[2], words="somebody")
    today = timezone.localdate()
    Pause.objects.create(participant=leaders[2], starts_on=today, until=today + timedelta(days=9))
    MatcherNote.objects.create(
        cohort=scene.cohort, about=leaders[3], other=network[3], flags=["dispute"], written_by=scene.matcher
    )

    pool, rules = pool_of(scene.cohort), rules_for(scene.cohort, [*leaders, *network], today)

    found = set()
    for leader in leaders:
        for other in network:
            against = pool.against(leader.pk, other.pk)
            assert against == rules(leader, other)
            assert pool.barred[pool.place(leader.pk, other.pk)] == any(one.is_barred for one in against)
            found |= {one.code for one in against}
    assert found == {"manager", "asked", "unsettled", "paused", "dispute"}


# ---- how well two fit


def test_the_other_side_is_ordered_by_fit_and_the_impossible_comes_last(scene):
    ann, zoe = scene.pair("Ann Low", "Zoe Moss")
    bea, cat = (
        make.a_participant(scene.cohort, name=name, directorate="Forensic") for name in ("Bea", "Cat")
    )
    says(zoe, "I want to understand budgets. I can share what night shifts feel like.")
    says(bea, "I want to learn about night shifts. I can share how budgets are balanced.")
    says(cat, "I want to learn about night shifts. I can share how budgets are balanced.")
    says(ann, "I collect stamps.")
    zoe.line_manager_email = cat.user.email
    zoe.save()

    pool = pool_of(scene.cohort)
    beside = pool.ordered_for(zoe.pk)

    assert [(one.person.name, one.is_barred) for one in beside] == [
        ("Bea", False),
        ("Ann Low", False),
        ("Cat", True),
    ]
    assert [one.code for one in beside[2].against] == ["manager"]
    assert beside[0].fit == pool.fit_of(bea.pk, zoe.pk) == pool.ordered_for(bea.pk)[0].fit
    assert any("night" in reason for reason in pool.reasons(bea.pk, zoe.pk))
    assert pool.reasons(bea.pk, zoe.pk) == pool.reasons(zoe.pk, bea.pk)


def test_topics_and_weights_are_the_programmes_or_the_defaults(scene):
    programme = scene.cohort.programme
    assert (topics_of(programme), weights_of(programme)) == (TOPICS, Weights())

    Topic.objects.create(programme=programme, name="Chess", synonyms="gambit\n\n en passant \n")
    MatchingRules.objects.create(programme=programme, reciprocity=1, stretch=0)

    assert topics_of(programme) == [("Chess", ["gambit", "en passant"])]
    assert weights_of(programme) == Weights(reciprocity=1, stretch=0)


def test_people_who_mean_the_same_in_other_words_are_found(scene):
    ann, zoe = scene.pair()
    says(ann, "I can share how I reached the next band.")
    says(zoe, "I hope to understand promotion.")
    as_shipped = pool_of(scene.cohort).fit_of(ann.pk, zoe.pk)
    Topic.objects.create(programme=scene.cohort.programme, name="Chess")

    assert pool_of(scene.cohort).fit_of(ann.pk, zoe.pk) < as_shipped


def test_a_stretch_noted_on_two_counts(scene):
    ann, zoe = scene.pair()
    before = pool_of(scene.cohort).fit_of(ann.pk, zoe.pk)
    MatcherNote.objects.create(
        cohort=scene.cohort, about=zoe, other=ann, tags=[Tag.STRETCH], written_by=scene.matcher
    )

    assert pool_of(scene.cohort).fit_of(ann.pk, zoe.pk) > before


def test_other_weights_are_tried_without_reading_again(scene):
    ann, zoe = scene.pair()
    ann.site = zoe.site = "Same"
    pool = pool_of(scene.cohort)
    only_worlds = pool.with_weights(Weights(0, 0, 1, 0, 0))

    assert only_worlds.fit_of(ann.pk, zoe.pk) == 1
    assert pool_of(scene.cohort).fit_of(ann.pk, zoe.pk) == pool.fit_of(ann.pk, zoe.pk) < 1


def test_the_default_vocabulary_is_ready_for_the_engine():
    assert 20 <= len(TOPICS) <= 40
    assert len({name.casefold() for name, _ in TOPICS}) == len(TOPICS)
    phrases = [phrase.casefold() for _, phrases in TOPICS for phrase in phrases]
    assert len(set(phrases)) == len(phrases)
    assert Topics(TOPICS)


# ---- what it costs


def test_the_pool_asks_as_often_for_three_pairs_as_for_one_and_decrypts_once(scene):
    asked = []
    for number in (1, 2):
        for _ in range(number):
            scene.pair()
        asked.append([queries_of(lambda: pool_of(scene.cohort)) for _ in range(2)])

    assert asked == [[4, 3], [4, 3]]


@pytest.mark.parametrize("change", ["answers", "name", "person", "weights", "topics", "stretch"])
def test_the_fit_is_computed_anew_when_something_it_reads_has_changed(scene, change):
    ann, zoe = scene.pair()
    before = pool_of(scene.cohort).fit
    assert pool_of(scene.cohort).fit is before

    if change == "answers":
        says(ann, "Something new.")
    elif change == "name":
        Participant.objects.filter(pk=ann.pk).update(typed_name="Anne")
    elif change == "person":
        scene.pair()
    elif change == "weights":
        MatchingRules.objects.create(programme=scene.cohort.programme, stretch=0)
    elif change == "topics":
        Topic.objects.create(programme=scene.cohort.programme, name="Chess")
    else:
        MatcherNote.objects.create(
            cohort=scene.cohort, about=ann, other=zoe, tags=[Tag.STRETCH], written_by=scene.matcher
        )

    assert pool_of(scene.cohort).fit is not before


def test_a_draft_does_not_make_it_compute_anew(scene):
    pair = scene.pair()
    before = pool_of(scene.cohort).fit
    draft_match(scene.round, pair, by=scene.facilitator)

    assert pool_of(scene.cohort).fit is before


def test_only_a_few_cohorts_are_kept(scene):
    for _ in range(fitting.KEPT + 2):
        pool_of(make.a_cohort())

    assert len(fitting._kept) == fitting.KEPT
