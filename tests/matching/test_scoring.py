"""The fit of two people: five named parts, and every point of it traced to words or facts."""

import subprocess
import sys
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.scoring import Fit, Profile, Weights
from matching.wording import Topics

TOPICS = Topics([("progression", ["promotion", "next band"]), ("boards", ["board", "committee"])])
ONLY = {name: Weights(**{other: int(other == name) for other, _ in Weights()}) for name, _ in Weights()}


def profile(key, learning="", *, about="", partnership="", **facts):
    return Profile(key, (about, learning, partnership), **facts)


AMINA = profile(
    "amina",
    "I want to understand budgets and how boards decide. I can share what nights are like on a ward.",
    name="Amina",
    directorate="Nursing",
    site="Highbury",
    mode="online",
    days=frozenset(["tue", "thu"]),
)
PETER = profile(
    "peter",
    "I want to see a ward at night. I can share how a budget is balanced, and how the board works.",
    name="Peter",
    directorate="Finance",
    site="highbury ",
    mode="either",
    days=frozenset(["mon", "tue", "thu"]),
)
RUTH = profile("ruth", "Gardens.", name="Ruth", directorate="Finance", site="Wathwood")
JOY = profile("joy", "I want my next band. I offer gardens.", name="Joy", directorate="Finance")


def part(name, one, other, **more):
    """The value of one part for two people, and that it is all of the fit when nothing else weighs."""
    fit = Fit([one], [other], ONLY[name], TOPICS, **more)
    value = {part.name: part for part in fit.parts(0, 0)}[name].value
    assert fit.matrix[0, 0] == pytest.approx(value, abs=1e-6)
    return value


# The parts


def test_reciprocity_counts_both_directions_alike():
    hopes, offers = (
        profile(1, "I want to understand budgets."),
        profile(2, "I can share budgets. I want tea."),
    )
    none = profile(3, "I offer rain. I want tea.")
    one_way = profile(4, "I want to understand budgets. I offer rain.")
    both_ways = profile(5, "I want to understand budgets. I offer tea.")
    assert part("reciprocity", offers, none) == 0
    assert part("reciprocity", offers, one_way) == part("reciprocity", one_way, offers) == pytest.approx(0.5)
    assert part("reciprocity", offers, both_ways) == pytest.approx(1)
    assert part("reciprocity", hopes, offers) > 0


def test_shared_topics_read_all_three_answers():
    about, partnership = profile(1, about="Swimming"), profile(2, partnership="swimming")
    assert part("shared_topics", about, partnership) == pytest.approx(1)


def test_nothing_in_common_is_nothing():
    assert part("shared_topics", profile(1, "tea"), profile(2, "rain")) == 0


def test_nothing_written_is_nothing_and_no_error():
    assert part("shared_topics", profile(1), profile(2)) == 0
    assert part("reciprocity", profile(1), profile(2, "tea")) == 0


def test_two_who_mean_the_same_in_other_words_are_found():
    one, other = profile(1, "promotion"), profile(2, "the next band")
    assert part("shared_topics", one, other) == pytest.approx(1)
    assert Fit([one], [other], ONLY["shared_topics"], Topics()).matrix[0, 0] == 0


def fits(leaders, network, name):
    return Fit(leaders, network, ONLY[name], TOPICS).matrix


def test_a_rare_word_weighs_more_than_one_that_many_use():
    crowd = [profile(number, "nights") for number in range(9)]
    me = profile("me", "nights owls")
    rare, common = fits([me], [profile("rare", "owls"), *crowd], "shared_topics")[0, :2]
    assert rare > common > 0


def test_a_topic_weighs_a_little_more_than_a_word_as_rare():
    me = profile("me", "promotion owls")
    topic, word = fits([me], [profile(1, "promotion"), profile(2, "owls")], "shared_topics")[0]
    assert topic > word > 0


def test_writing_a_word_often_counts_once():
    me = profile("me", "owls rain")
    once, often = fits([me], [profile(1, "owls tea"), profile(2, "owls owls owls tea")], "shared_topics")[0]
    assert once == often


def test_different_work_worlds():
    at = {name: profile(name, directorate=name) for name in ("Finance", "finance ", "Nursing", "")}
    assert part("work_worlds", at["Finance"], at["Nursing"]) == 1
    assert part("work_worlds", at["Finance"], at["finance "]) == 0
    assert part("work_worlds", at["Finance"], at[""]) == part("work_worlds", at[""], at[""]) == 0.5


@pytest.mark.parametrize(
    ("one", "other", "value"),
    [
        ({}, {}, 1 / 2),
        ({"site": "Highbury"}, {"site": "highbury"}, 2 / 3),
        ({"site": "Highbury"}, {"site": "Wathwood"}, 1 / 3),
        ({"site": "Highbury"}, {}, 1 / 2),
        ({"mode": "online"}, {"mode": "in_person"}, 1 / 3),
        ({"mode": "online"}, {"mode": "either"}, 2 / 3),
        ({"mode": "in_person"}, {"mode": "in_person"}, 2 / 3),
        ({"days": frozenset(["mon"])}, {"days": frozenset(["tue"])}, 1 / 3),
        ({"days": frozenset(["mon"])}, {"days": frozenset(["mon", "tue"])}, (0.5 + 0.5 + 0.75) / 3),
        ({"days": frozenset(["mon", "tue"])}, {"days": frozenset(["mon", "tue"])}, 2 / 3),
        ({"days": frozenset(["mon"])}, {}, 1 / 2),
    ],
)
def test_reachable_is_site_and_mode_and_days_and_what_is_unknown_is_neutral(one, other, value):
    assert part("reachable", profile(1, **one), profile(2, **other)) == pytest.approx(value)


def test_a_stretch_is_for_the_pair_that_somebody_suggested_and_no_other():
    fit = Fit([RUTH, PETER], [AMINA, JOY], ONLY["stretch"], TOPICS, {frozenset(["joy", "ruth"])})
    assert fit.matrix.tolist() == [[0, 1], [0, 0]]


def test_a_stretch_with_somebody_who_is_not_here_changes_nothing():
    fit = Fit(
        [RUTH], [JOY], ONLY["stretch"], TOPICS, {frozenset(["joy", "gone"]), frozenset(["joy", "amina"])}
    )
    assert fit.matrix.tolist() == [[0]]


# The whole


def test_fit_is_the_weighted_mean_of_its_parts():
    fit = Fit([PETER], [AMINA], Weights(1, 2, 3, 4, 5), TOPICS, {frozenset(["peter", "amina"])})
    values = [part.value for part in fit.parts(0, 0)]
    assert values[2:] == [1, pytest.approx(1), 1]
    mean = sum(weight * value for weight, value in zip((1, 2, 3, 4, 5), values, strict=True)) / 15
    assert fit.matrix[0, 0] == pytest.approx(mean, abs=1e-6)


def test_when_nothing_weighs_everybody_fits_alike():
    fit = Fit([PETER, RUTH], [AMINA], Weights(0, 0, 0, 0, 0), TOPICS)
    assert fit.matrix.tolist() == [[0], [0]]
    assert [part.points for part in fit.parts(0, 0)] == [0] * 5
    assert fit.reasons(0, 0) == []


def test_nobody_on_a_side_is_no_error():
    assert Fit([], [AMINA], Weights(), TOPICS).matrix.shape == (0, 1)
    assert Fit([AMINA], [], Weights(), TOPICS).matrix.shape == (1, 0)
    assert Fit([], [], Weights(), TOPICS).matrix.shape == (0, 0)


def test_the_engine_knows_no_ethnicity_gender_band_or_side():
    assert [field.name for field in fields(Profile)] == [
        "key", "answers", "directorate", "site", "mode", "days", "name",
    ]  # fmt: skip


def test_a_name_changes_no_fit():
    renamed = [replace(one, name="Somebody") for one in (PETER, RUTH)]
    assert (
        Fit(renamed, [AMINA], Weights(), TOPICS).matrix.tolist()
        == Fit([PETER, RUTH], [AMINA], Weights(), TOPICS).matrix.tolist()
    )


WORDS = (
    "I want to understand,budgets.,I can share,nights,boards,committee,promotion,next band,Ward,wards,learn"
)
texts = st.lists(st.sampled_from(WORDS.split(",")), max_size=12).map(" ".join)
people = st.builds(
    Profile,
    key=st.uuids(),
    answers=st.tuples(texts, texts, texts),
    directorate=st.sampled_from(["", "Finance", "Nursing"]),
    site=st.sampled_from(["", "Highbury", "Wathwood"]),
    mode=st.sampled_from(["", "online", "in_person", "either"]),
    days=st.frozensets(st.sampled_from(["mon", "tue", "wed", "thu", "fri"])),
    name=st.sampled_from(["", "Amina", "Peter"]),
)
weights = st.builds(Weights, *[st.integers(0, 5)] * 5)


@st.composite
def pools(draw):
    sides = draw(st.tuples(st.lists(people, max_size=4), st.lists(people, max_size=4)))
    pairs = [frozenset([a.key, b.key]) for a in sides[0] for b in sides[1]]
    stretch = draw(st.sets(st.sampled_from(pairs))) if pairs else set()
    return Fit(*sides, draw(weights), TOPICS, stretch)


def each_pair(fit):
    return [(i, j) for i in range(len(fit.leaders)) for j in range(len(fit.network))]


@settings(max_examples=50, deadline=None)
@given(pools())
def test_fit_lies_between_0_and_1_in_millionths(fit):
    assert ((fit.matrix >= 0) & (fit.matrix <= 1)).all()
    assert np.allclose(fit.matrix * 1e6, np.rint(fit.matrix * 1e6), atol=0.1)


@settings(max_examples=50, deadline=None)
@given(pools())
def test_who_swaps_the_sides_gets_the_same_fit_turned_over(fit):
    swapped = Fit(fit.network, fit.leaders, fit.weights, TOPICS, fit.stretch)
    assert swapped.matrix.tolist() == fit.matrix.T.tolist()
    for i, j in each_pair(fit):
        assert sorted(swapped.reasons(j, i)) == sorted(fit.reasons(i, j))


@settings(max_examples=50, deadline=None)
@given(pools(), st.randoms())
def test_the_order_of_people_changes_no_fit(fit, dice):
    order = dice.sample(range(len(fit.leaders)), len(fit.leaders))
    shuffled = Fit([fit.leaders[i] for i in order], fit.network, fit.weights, TOPICS, fit.stretch)
    assert shuffled.matrix.tolist() == fit.matrix[order].tolist()


@settings(max_examples=50, deadline=None)
@given(pools())
def test_the_parts_add_up_to_the_fit_and_the_traces_to_the_parts(fit):
    for i, j in each_pair(fit):
        parts = fit.parts(i, j)
        assert sum(part.points for part in parts) == pytest.approx(fit.matrix[i, j], abs=2e-6)
        for part in parts:
            assert 0 <= part.value <= 1.000001
            assert sum(trace.points for trace in part.traces) == pytest.approx(part.points, abs=2e-6)


@settings(max_examples=50, deadline=None)
@given(pools())
def test_each_word_named_stands_in_both_texts_as_it_is_shown(fit):
    for i, j in each_pair(fit):
        both = [" ".join(one.answers).casefold() for one in (fit.leaders[i], fit.network[j])]
        for part in fit.parts(i, j):
            for trace in part.traces:
                assert [
                    words
                    for words, text in zip(trace.words, both, strict=False)
                    if words.casefold() not in text
                ] == []
                assert len(trace.words) == (2 if part.name in ("reciprocity", "shared_topics") else 0)


def test_the_same_people_get_the_same_fit_in_another_process():
    code = (
        "from tests.matching.test_scoring import *;"
        "print(Fit([PETER, RUTH], [AMINA, JOY], Weights(), TOPICS).matrix.tolist())"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert told == {f"{Fit([PETER, RUTH], [AMINA, JOY], Weights(), TOPICS).matrix.tolist()}\n"}
