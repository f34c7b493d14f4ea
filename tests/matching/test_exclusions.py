"""What stands against a pair, in words: pure, so no database here."""

from datetime import date

import pytest

from matching.exclusions import (
    SET_ASIDE,
    Facts,
    Person,
    Weight,
    management_line,
    reasons_against,
    reasons_among,
)
from participants.models import MatchingProfile


def person(name, side="leader", **fields):
    return Person(
        **{"key": name, "account": name, "name": name, "side": side, "email": f"{name}@x".casefold()} | fields
    )


AMINA = person("Amina", "network")
PETER = person("Peter", "leader")
BOTH = frozenset(["Amina", "Peter"])


def codes(a=AMINA, b=PETER, **facts):
    """The codes, asked both ways round: they must be the same."""
    there = [(against.weight, against.code) for against in reasons_against(a, b, Facts(**facts))]
    back = [(against.weight, against.code) for against in reasons_against(b, a, Facts(**facts))]
    assert there == back
    return there


def test_nothing_stands_against_two_strangers():
    assert codes() == []


@pytest.mark.parametrize(
    ("other", "code"),
    [
        (AMINA, "same_person"),
        (person("Amina again", "leader", account="Amina"), "same_person"),
        (person("Joy", "network"), "same_side"),
        (person("Ruth", takes_part=False), "not_taking_part"),
    ],
)
def test_two_people_who_cannot_be_partners(other, code):
    assert codes(AMINA, other) == [(Weight.BARRED, code)]


@pytest.mark.parametrize(
    ("managers", "expected"),
    [
        ({"amina@x": "peter@x"}, [(Weight.BARRED, "manager")]),
        ({"peter@x": "amina@x"}, [(Weight.BARRED, "manager")]),
        ({"amina@x": "mo@x", "mo@x": "peter@x"}, [(Weight.BARRED, "managers_manager")]),
        ({"amina@x": "mo@x", "mo@x": "li@x", "li@x": "peter@x"}, [(Weight.CAUTION, "same_line")]),
        ({"amina@x": "mo@x", "mo@x": "amina@x"}, []),
        ({"amina@x": "amina@x"}, []),
        ({"amina@x": "mo@x", "peter@x": "mo@x"}, [(Weight.BARRED, "same_team")]),
        # A line that loops: the fewest steps count.
        (
            {"amina@x": "mo@x", "mo@x": "li@x", "li@x": "peter@x", "peter@x": "amina@x"},
            [(Weight.BARRED, "manager")],
        ),
    ],
)
def test_the_management_line_bars_two_steps_and_warns_beyond(managers, expected):
    assert codes(managers=managers) == expected


def test_management_line_ends_at_a_loop():
    assert management_line("a", {"a": "b", "b": "c", "c": "b"}) == ["b", "c"]


def test_a_wish_bars_either_way_and_says_nothing():
    against = reasons_against(AMINA, PETER, Facts(asked=frozenset([frozenset(["Peter", "Amina"])])))

    assert [(one.weight, one.words) for one in against] == [(Weight.BARRED, "For a private reason.")]


def test_an_unsettled_wish_waits_for_a_facilitator_and_names_nobody():
    against = reasons_against(AMINA, PETER, Facts(unsettled=frozenset(["Amina"])))

    assert [one.weight for one in against] == [Weight.TO_SETTLE]
    assert "Amina" not in against[0].words


def test_somebody_with_a_partner_is_not_free():
    assert codes(has_partner=frozenset(["Peter"])) == [(Weight.BARRED, "has_partner")]


@pytest.mark.parametrize(
    ("amina", "peter", "facts", "code"),
    [
        ({}, {}, {"words_first": frozenset([BOTH])}, "word_first"),
        ({}, {}, {"words_about": frozenset(["Peter"])}, "word_about"),
        ({}, {}, {"flagged": frozenset([BOTH])}, "flagged"),
        ({"directorate": "Estates"}, {"directorate": "estates"}, {}, "same_directorate"),
        ({"mode": "online"}, {"mode": "in_person"}, {}, "modes"),
        ({"days": frozenset(["mon"])}, {"days": frozenset(["tue"])}, {}, "days"),
        ({"paused_until": date(2027, 5, 3)}, {}, {}, "paused"),
    ],
)
def test_cautions_do_not_bar(amina, peter, facts, code):
    assert codes(person("Amina", "network", **amina), person("Peter", **peter), **facts) == [
        (Weight.CAUTION, code)
    ]


SOFT = [
    ({}, {"partnered": frozenset([BOTH])}, "partnered_before"),
    ({}, {"declined": frozenset([BOTH])}, "declined_before"),
    ({}, {"disputes": frozenset([BOTH])}, "dispute"),
    ({}, {"evaluating": frozenset([BOTH])}, "same_evaluation_team"),
    ({}, {"managers": {"amina@x": "mo@x", "peter@x": "mo@x"}}, "same_team"),
    ({"directorate": "Estates"}, {"bar_same_directorate": True}, "same_directorate"),
]


@pytest.mark.parametrize(("fields", "facts", "code"), SOFT)
def test_what_a_facilitator_may_set_aside(fields, facts, code):
    amina, peter = person("Amina", "network", **fields), person("Peter", **fields)

    against = reasons_against(amina, peter, Facts(**facts))
    aside = reasons_against(amina, peter, Facts(**facts, set_aside={BOTH: {code}}))

    assert [(one.code, one.weight, one.can_be_set_aside) for one in against] == [(code, Weight.BARRED, True)]
    assert [(one.code, one.weight, one.is_set_aside) for one in aside] == [(code, Weight.CAUTION, True)]
    assert aside[0].words == f"{against[0].words} A facilitator has set this aside."
    assert code in SET_ASIDE


@pytest.mark.parametrize(
    ("rule", "fields", "facts", "code"),
    [
        ("bar_same_team", {}, {"managers": {"amina@x": "mo@x", "peter@x": "mo@x"}}, "same_team"),
        ("bar_evaluation_team", {}, {"evaluating": frozenset([BOTH])}, "same_evaluation_team"),
    ],
)
def test_what_the_programme_does_not_bar_is_a_caution(rule, fields, facts, code):
    assert codes(**facts, **{rule: False}) == [(Weight.CAUTION, code)]


@pytest.mark.parametrize(
    ("other", "facts"),
    [
        (AMINA, {}),
        (person("Joy", "network"), {}),
        (person("Ruth", takes_part=False), {}),
        (PETER, {"has_partner": frozenset(["Peter"])}),
        (PETER, {"managers": {"amina@x": "peter@x"}}),
        (PETER, {"managers": {"amina@x": "mo@x", "mo@x": "peter@x"}}),
        (PETER, {"asked": frozenset([BOTH])}),
    ],
)
def test_what_nobody_sets_aside(other, facts):
    pair = frozenset([AMINA.key, other.key])
    (bar,) = reasons_against(AMINA, other, Facts(**facts))
    aside = Facts(**facts, set_aside={pair: {bar.code}})

    assert not bar.can_be_set_aside
    assert reasons_against(AMINA, other, aside) == [bar]


# ---- three


JOY = person("Joy", "network")


def test_nothing_stands_against_one_leader_and_two_of_the_network():
    assert reasons_among([AMINA, PETER, JOY], Facts()) == []


def test_never_two_leaders_with_one_of_the_network():
    against = reasons_among([AMINA, PETER, person("Ruth")], Facts())

    assert [(one.code, one.words) for one in against] == [
        ("same_side", "Peter and Ruth: they are on the same side.")
    ]


def test_each_two_of_three_are_looked_at_and_named():
    facts = Facts(asked=frozenset([frozenset(["Amina", "Joy"])]), unsettled=frozenset(["Peter"]))

    assert [(one.weight, one.words) for one in reasons_among([PETER, JOY, AMINA], facts)] == [
        (Weight.BARRED, "Amina and Joy: for a private reason."),
        (Weight.TO_SETTLE, "A facilitator has something to look into before anybody agrees."),
    ]


def test_what_is_true_of_one_is_said_once():
    facts = Facts(has_partner=frozenset(["Peter"]))

    assert [one.words for one in reasons_among([AMINA, PETER, JOY], facts)] == [
        "Peter already has a partner in this cohort."
    ]


def test_either_mode_suits_everybody():
    assert codes(person("Amina", "network", mode="either"), person("Peter", mode="online")) == []


def test_modes_are_those_of_the_profile():
    from matching import exclusions

    assert (exclusions.ONLINE, exclusions.IN_PERSON) == (
        MatchingProfile.Mode.ONLINE,
        MatchingProfile.Mode.IN_PERSON,
    )
