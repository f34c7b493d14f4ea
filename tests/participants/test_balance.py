"""The sides of a cohort in words."""

import pytest

from participants import balance
from participants.models import Programme


def row(side, state):
    return side, state, False, False


@pytest.mark.parametrize(
    ("states", "line"),
    [
        ([], "0 senior leaders: nobody yet."),
        (["accepted"], "1 senior leader: has a place."),
        (["accepted"] * 2, "2 senior leaders: all have a place."),
        (["sent", "waiting"], "2 senior leaders: no place given yet."),
        (["accepted", "sent", "waiting"], "3 senior leaders: 1 has a place, 2 not yet."),
        (["accepted", "accepted", "sent"], "3 senior leaders: 2 have a place, 1 not yet."),
    ],
)
def test_each_side_says_who_has_a_place(states, line):
    assert balance.in_words(Programme(), [row("leader", state) for state in states])[0] == line


def test_a_name_keeps_its_capitals_where_it_has_them():
    assert balance.in_words(Programme(), [row("network", "accepted")])[1] == "1 BME partner: has a place."


@pytest.mark.parametrize(
    ("leader", "network", "words"),
    [
        ("Senior leader", "BME partner", "One of you is a senior leader, the other a BME partner."),
        ("Executive", "Ally", "One of you is an executive, the other an ally."),
    ],
)
def test_the_join_page_says_who_two_partners_are(leader, network, words):
    assert balance.sides_in_words(Programme(leader_name=leader, network_name=network)) == words
