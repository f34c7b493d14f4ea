"""What speaks for two people, in sentences for those who match."""

import pytest
from hypothesis import given, settings

from matching.scoring import Fit, Weights
from tests.matching.test_scoring import AMINA, ONLY, PETER, RUTH, TOPICS, each_pair, pools, profile


def reasons(one, other, **more):
    return Fit([one], [other], more.pop("weights", Weights()), TOPICS, **more).reasons(0, 0)


def test_reasons_are_plain_sentences_the_weightiest_first():
    assert reasons(PETER, AMINA) == [
        "different directorates, same site",
        "Amina offers what Peter hopes for: night and ward",
        "Peter offers what Amina hopes for: board and budget",
        "Tuesdays and Thursdays suit both",
    ]


def test_a_stretch_is_told_as_what_it_is():
    told = reasons(RUTH, AMINA, stretch={frozenset(["ruth", "amina"])})
    assert told[0] == "a deliberate stretch that a matcher suggested"


def test_two_words_for_one_topic_are_told_with_both():
    one, other = profile(1, about="Promotion matters"), profile(2, about="My next band")
    assert reasons(one, other) == ["both write about progression (next band, promotion)"]


def test_a_topic_called_by_its_name_is_told_with_the_other_word():
    one, other = profile(1, about="Progression matters"), profile(2, about="My next band")
    assert reasons(one, other) == ["both write about progression (next band)"]


def test_a_word_is_shown_as_it_was_written_and_not_by_its_stem():
    assert reasons(profile(1, about="Decisions are hard"), profile(2, about="those decisions")) == [
        "both mention “decisions”"
    ]


def test_words_that_are_no_topic_are_quoted_and_two_at_most():
    texts = ["Bicycles, allotments, lanterns, promotion", "lanterns, allotments, bicycles; the next band"]
    one, other = (profile(key, about=about) for key, about in enumerate(texts))
    assert reasons(one, other) == [
        "both mention “allotments” and “bicycles”",
        "both write about progression (next band, promotion)",
    ]


def test_without_names_nobody_is_called_anything():
    hope, offer = (
        profile(1, "I want to understand budgets. I offer tea."),
        profile(2, "I can share budgets. I want rain."),
    )
    assert reasons(hope, offer) == ["one of them offers what the other hopes for: budgets"]


def test_nobody_is_said_to_hope_or_offer_what_they_have_not_said():
    assert reasons(profile(1, "Gardens."), profile(2, "I can share gardens. I want tea.")) == [
        "both mention “gardens”"
    ]


def test_what_is_hoped_for_and_offered_is_not_told_twice():
    assert [
        reason for reason in reasons(PETER, AMINA) if "both write" in reason or "both mention" in reason
    ] == []


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ("mon", "Mondays suit both"),
        ("fri mon", "Mondays and Fridays suit both"),
        ("mon wed fri", "Mondays, Wednesdays and Fridays suit both"),
        ("mon tue wed thu", "most days suit both"),
        ("mon tue wed thu fri", "any day suits both"),
    ],
)
def test_days_are_told_in_the_order_of_the_week(days, words):
    both = [profile(key, days=frozenset(days.split())) for key in (1, 2)]
    assert reasons(*both) == [words]


def test_what_is_not_known_or_not_in_common_is_no_reason():
    assert reasons(profile(1), profile(2)) == []
    assert (
        reasons(profile(1, site="Highbury", mode="online"), profile(2, site="Wathwood", mode="in_person"))
        == []
    )


def test_a_part_that_does_not_weigh_gives_no_reason():
    assert reasons(PETER, AMINA, weights=ONLY["work_worlds"]) == ["different directorates"]


@settings(max_examples=50, deadline=None)
@given(pools())
def test_reasons_are_at_most_four_and_never_a_number(fit):
    for i, j in each_pair(fit):
        told = fit.reasons(i, j)
        assert len(told) <= 4
        assert [reason for reason in told if any(sign.isdigit() for sign in reason)] == []
