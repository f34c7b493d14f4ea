"""What stands against a pair, in words: pure, so no database here."""

from datetime import date

import pytest

from matching.exclusions import Facts, Person, Weight, management_line, reasons_against
from participants.models import MatchingProfile


def person(name, side="leader", **fields):
    return Person(
        **{"key": name, "account": name, "name": name, "side": side, "email": f"{name}@x".casefold()} | fields
    )


AMINA = person("Amina", "network")
PETER = person("Peter", "leader")


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
        ({"amina@x": "mo@x", "peter@x": "mo@x"}, []),
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
        ({}, {}, {"partnered": frozenset([frozenset(["Amina", "Peter"])])}, "partnered_before"),
        ({}, {}, {"declined": frozenset([frozenset(["Amina", "Peter"])])}, "declined_before"),
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


def test_either_mode_suits_everybody():
    assert codes(person("Amina", "network", mode="either"), person("Peter", mode="online")) == []


def test_modes_are_those_of_the_profile():
    from matching import exclusions

    assert (exclusions.ONLINE, exclusions.IN_PERSON) == (
        MatchingProfile.Mode.ONLINE,
        MatchingProfile.Mode.IN_PERSON,
    )
