"""Line managers nobody knows, and lines that go round. Pure: no database."""

from participants.lines import look_at


def row(key, manager=""):
    return key, f"{key}@trust.example", manager and f"{manager}@trust.example"


def test_a_manager_who_is_none_of_these_people_is_unknown():
    seen = look_at([row("amina", "peter"), row("peter"), row("joy", "nobody")])
    assert (seen.unknown, seen.loops) == (["joy"], [])


def test_a_line_that_comes_back_is_a_loop_and_who_stands_below_it_is_not():
    seen = look_at([row("below", "amina"), row("amina", "peter"), row("peter", "ruth"), row("ruth", "amina")])
    assert seen.loops == [["amina", "peter", "ruth"]]


def test_who_gave_themselves_is_a_loop_of_one():
    assert look_at([row("amina", "amina")]).loops == [["amina"]]


def test_addresses_are_compared_without_capitals():
    assert look_at([("a", "Amina@Trust.example", "PETER@trust.example"), row("peter")]).unknown == []


def test_two_loops_are_two():
    assert len(look_at([row("a", "b"), row("b", "a"), row("c", "d"), row("d", "c")]).loops) == 2
