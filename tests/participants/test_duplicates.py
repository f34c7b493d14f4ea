"""Who is perhaps here twice. Pure: no database."""

import pytest

from participants.duplicates import Known, perhaps_the_same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Amina Yusuf", "amina.yusuf@trust.example"), ("amina YUSUF", "ay@home.example")),
        (("Zoë O'Neill", "zoe@trust.example"), ("Zoe ONeill", "zo@home.example")),
        (("Yusuf Amina", "y@trust.example"), ("Amina Yusuf", "a@home.example")),
        (("A. Yusuf", "amina.yusuf@trust.example"), ("Amina Y", "amina.yusuf+plp@home.example")),
    ],
)
def test_the_same_name_or_the_same_part_of_the_address_is_noticed(one, other):
    people = [Known(1, *one), Known(2, "Peter Hall", "peter@trust.example"), Known(3, *other)]
    assert perhaps_the_same(people) == {1: [3], 3: [1]}


def test_surname_and_initial_count_within_one_directorate_only():
    def alike(*directorates):
        names = [("Samuel Porter", "s1@trust.example"), ("S Porter", "s2@home.example")]
        people = [
            Known(n, *name, where) for n, (name, where) in enumerate(zip(names, directorates, strict=True))
        ]
        return perhaps_the_same(people)

    assert alike("Estates", "estates ") == {0: [1], 1: [0]}
    assert alike("Estates", "Finance") == {}
    assert alike("", "") == {}


def test_a_first_name_alone_or_a_short_address_says_nothing():
    people = [Known(1, "Amina", "ay@trust.example"), Known(2, "Amina", "ay@home.example")]
    assert perhaps_the_same(people) == {}


def test_three_of_a_kind_know_each_other_in_the_order_given():
    people = [Known(key, "Amina Yusuf", f"{key}@trust.example") for key in "cab"]
    assert perhaps_the_same(people) == {"c": ["a", "b"], "a": ["c", "b"], "b": ["c", "a"]}
