"""What is hidden must stay hidden from somebody with a pencil: the tests play that somebody."""

from collections import defaultdict
from decimal import Decimal
from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit import disclosure
from kit.disclosure import (
    NOT_SHOWN,
    TOO_FEW,
    headline,
    percentage,
    percentages,
    suppress,
    suppress_ticks,
    unanimous,
)

# --- Percentages


def test_the_shares_of_a_whole_sum_to_a_hundred_by_largest_remainder():
    assert percentages([9, 14, 3]) == [Decimal("34.6"), Decimal("53.9"), Decimal("11.5")]
    assert percentages([1, 1, 1]) == [Decimal("33.4"), Decimal("33.3"), Decimal("33.3")]
    assert percentages([2, 4, 0], places=0) == [Decimal(33), Decimal(67), Decimal(0)]
    assert percentages([1, 2], places=2) == [Decimal("33.33"), Decimal("66.67")]


def test_the_shares_of_nothing_are_nothing():
    assert percentages([0, 0]) == [0, 0]
    assert percentages([]) == []


@given(st.lists(st.integers(0, 3000), min_size=1, max_size=12).filter(any), st.integers(0, 3))
def test_shares_always_sum_to_exactly_a_hundred_and_none_is_out_by_a_whole_last_digit(counts, places):
    shares = percentages(counts, places)
    assert sum(shares) == 100
    for count, share in zip(counts, shares, strict=True):
        assert abs(share - Decimal(100 * count) / sum(counts)) < Decimal(1).scaleb(-places)
        assert (share == 0) or count > 0


def test_one_percentage_is_rounded_half_up():
    assert str(percentage(26, 53)) == "49.1"
    assert str(percentage(17, 26)) == "65.4"
    assert str(percentage(23, 26)) == "88.5"
    assert str(percentage(1, 8, places=0)) == "13"
    assert str(percentage(26, 26)) == "100.0"


def test_there_is_no_share_of_nobody():
    with pytest.raises(ValueError):
        percentage(0, 0)


# --- What a table shows


def shown(table):
    return {name: [str(cell) for cell in cells] for name, cells in table.rows.items()}


def test_a_table_of_large_counts_is_shown_whole():
    table = suppress({"Yes": {"A": 12, "B": 15}, "No": {"A": 6, "B": 0}})
    assert table.columns == ("Everyone", "A", "B")
    assert table.bases == (33, 18, 15)
    assert shown(table) == {
        "Yes": ["27 (81.8%)", "12 (66.7%)", "15 (100.0%)"],
        "No": ["6 (18.2%)", "6 (33.3%)", "0 (0.0%)"],
    }


def test_nothing_is_said_on_a_base_under_k():
    table = suppress({"Yes": {"A": 4}, "No": {"A": 0}}, k=5)
    assert table.bases == (TOO_FEW,)
    assert shown(table) == {"Yes": ["not shown"], "No": ["not shown"]}


def test_a_base_of_k_is_enough():
    assert suppress({"Yes": {"A": 5}}, k=5).bases == (5,)


def test_no_group_is_shown_beside_the_whole_when_one_is_too_small():
    table = suppress({"Yes": {"A": 4, "B": 20}, "No": {"A": 0, "B": 10}}, whole="All")
    assert (table.columns, table.bases) == (("All",), (34,))


def test_a_question_asked_of_one_group_shows_totals_only():
    for counts in ({"Yes": {"A": 9}, "No": {"A": 8}}, {"Yes": {"A": 9, "B": 0}, "No": {"A": 8, "B": 0}}):
        assert suppress(counts).columns == ("Everyone",)


def test_a_small_count_is_hidden_with_the_smallest_that_would_give_it_back():
    table = suppress({"Often": {"": 20}, "Now and then": {"": 9}, "Seldom": {"": 3}, "Never": {"": 0}})
    assert shown(table) == {
        "Often": ["20 (62.5%)"],
        "Now and then": ["not shown"],
        "Seldom": ["not shown"],
        "Never": ["0 (0.0%)"],
    }


def test_hidden_counts_that_hold_fewer_than_k_together_take_another_with_them():
    table = suppress({"a": {"": 20}, "b": {"": 12}, "c": {"": 2}, "d": {"": 2}}, k=5)
    assert [shown(table)[name][0] for name in "abcd"] == ["20 (55.6%)", "not shown", "not shown", "not shown"]


def test_equal_counts_are_hidden_together_so_that_their_order_tells_nothing():
    table = suppress({"a": {"": 20}, "b": {"": 9}, "c": {"": 9}, "d": {"": 4}}, k=5)
    assert [shown(table)[name][0] for name in "abcd"] == ["20 (47.6%)", "not shown", "not shown", "not shown"]


def test_hidden_counts_are_not_all_one_when_their_number_is_their_sum():
    table = suppress({"a": {"": 20}, **{name: {"": 1} for name in "bcdef"}, "g": {"": 0}}, k=5)
    assert {name: cells[0] for name, cells in shown(table).items() if name in "ag"} == {
        "a": "not shown",
        "g": "0 (0.0%)",
    }


def test_a_row_hides_all_its_groups_or_none_since_the_whole_gives_the_other():
    table = suppress(
        {"a": {"A": 30, "B": 40}, "b": {"A": 2, "B": 38}, "c": {"A": 8, "B": 9}, "d": {"A": 0, "B": 7}}
    )
    assert shown(table) == {
        "a": ["70 (52.2%)", "30 (75.0%)", "40 (42.6%)"],
        "b": ["40 (29.9%)", "not shown", "not shown"],
        "c": ["17 (12.7%)", "not shown", "not shown"],
        "d": ["7 (5.2%)", "0 (0.0%)", "7 (7.4%)"],
    }


def test_a_group_shows_nothing_in_a_row_whose_whole_is_hidden():
    table = suppress({"a": {"A": 30, "B": 40}, "b": {"A": 8, "B": 8}, "c": {"A": 0, "B": 3}})
    assert shown(table)["b"] == shown(table)["c"] == ["not shown"] * 3


def test_a_hidden_count_never_claims_to_be_small():
    table = suppress({"a": {"": 20}, "b": {"": 9}, "c": {"": 3}})
    assert table.rows["b"] == table.rows["c"]
    assert table.rows["b"][0].count is NOT_SHOWN
    assert table.rows["b"][0].percent is NOT_SHOWN


@given(st.data())
def test_a_shown_percentage_tells_nothing_about_the_hidden_counts(data):
    hidden = data.draw(st.integers(10, 40))
    first = data.draw(st.integers(1, 4))
    second = data.draw(st.integers(1, 4))
    big = [data.draw(st.integers(50, 90)) for _ in range(2)]

    def published(small):
        counts = {"a": big[0], "b": big[1], "c": small, "d": hidden - small}
        return suppress({name: {"": count} for name, count in counts.items()}).rows

    assert published(first) == published(second)


def test_k_lies_between_three_and_twenty():
    for k in (2, 21):
        with pytest.raises(ValueError, match="between 3 and 20"):
            suppress({"a": {"": 30}}, k=k)
    assert shown(suppress({"a": {"": 60}, "b": {"": 19}}, k=20)) == {"a": ["not shown"], "b": ["not shown"]}
    assert shown(suppress({"a": {"": 60}, "b": {"": 20}}, k=20)) == {"a": ["60 (75.0%)"], "b": ["20 (25.0%)"]}


def test_a_negative_count_is_a_mistake():
    with pytest.raises(ValueError, match="negative"):
        suppress({"a": {"": 30}, "b": {"": -1}})


# --- Headlines


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (23, 26, "23 (88.5%)"),  # a small remainder on a base of 20 or more
        (26, 26, "26 (100.0%)"),
        (26, 53, "26 (49.1%)"),
        (19, 20, "19 (95.0%)"),
        (18, 19, "not shown"),  # the same on a smaller base
        (14, 19, "14 (73.7%)"),
        (3, 26, "not shown"),  # small itself
        (0, 26, "0 (0.0%)"),
        (4, 4, "not shown"),  # a base under k
    ],
)
def test_a_headline_may_leave_a_small_remainder_on_a_base_of_twenty(part, whole, words):
    assert str(headline(part, whole)) == words


def test_a_headline_s_table_shows_its_remainder_for_the_whole_and_for_no_group():
    table = suppress({"Yes": {"A": 8, "B": 15}, "No or not sure": {"A": 1, "B": 2}}, headline="Yes")
    assert table.bases == (26, 9, 17)
    assert shown(table) == {
        "Yes": ["23 (88.5%)", "not shown", "not shown"],
        "No or not sure": ["3 (11.5%)", "not shown", "not shown"],
    }


def test_a_headline_needs_a_table_folded_to_two_rows():
    for counts in ({"Yes": {"": 23}, "No": {"": 2}, "Not sure": {"": 1}}, {"Yes": {"": 23}}):
        with pytest.raises(ValueError, match="fold"):
            suppress(counts, headline="Yes")


# --- Several answers


def test_a_tick_is_hidden_when_few_ticked_or_few_did_not():
    ticks = {
        "few": {"A": 3, "B": 0},
        "most": {"A": 18, "B": 20},
        "half": {"A": 9, "B": 12},
        "all": {"A": 20, "B": 20},
    }
    table = suppress_ticks(ticks, {"A": 20, "B": 20})
    assert (table.columns, table.bases) == (("Everyone", "A", "B"), (40, 20, 20))
    assert shown(table) == {
        "few": ["not shown"] * 3,
        "most": ["not shown"] * 3,
        "half": ["21 (52.5%)", "9 (45.0%)", "12 (60.0%)"],
        "all": ["40 (100.0%)", "20 (100.0%)", "20 (100.0%)"],
    }
    assert shown(suppress_ticks(ticks, {"A": 20, "B": 20}, headline=True))["most"] == [
        "38 (95.0%)",
        "not shown",
        "not shown",
    ]


def test_ticks_of_a_group_that_is_too_small_show_totals_only():
    table = suppress_ticks({"a": {"A": 2, "B": 10}}, {"A": 4, "B": 20})
    assert (table.columns, table.bases, shown(table)) == (("Everyone",), (24,), {"a": ["12 (50.0%)"]})
    assert suppress_ticks({"a": {"A": 2}}, {"A": 4}).bases == (TOO_FEW,)


def test_more_ticks_than_people_are_a_mistake():
    with pytest.raises(ValueError):
        suppress_ticks({"a": {"A": 21}}, {"A": 20})


# --- Unanimous


def test_a_group_that_all_gave_the_same_answer_is_flagged():
    counts = {"Yes": {"A": 9, "B": 11}, "No": {"A": 0, "B": 6}}
    assert unanimous(counts) == {"A": "Yes"}
    assert unanimous({"Yes": {"A": 9, "B": 6}, "No": {"A": 0, "B": 0}}) == {
        "A": "Yes",
        "B": "Yes",
        "Everyone": "Yes",
    }
    assert unanimous({"Yes": {"A": 0, "B": 6}, "No": {"A": 0, "B": 1}}) == {}


# --- Attacks


def splits(total, parts):
    """Every way to write ``total`` as ``parts`` numbers of 0 or more."""
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in splits(total - first, parts - 1):
            yield (first, *rest)


def seen(a, b=None, **how):
    """What is published of two columns (or one): a row of numbers or None for each answer."""
    rows = {str(i): {"A": a[i], **({} if b is None else {"B": b[i]})} for i in range(len(a))}
    table = suppress(rows, **how)
    return tuple(tuple(cell.count if cell.shown else None for cell in cells) for cells in table.rows.values())


def truth(a, b):
    return tuple((x + y, x, y) for x, y in zip(a, b, strict=True))


def fits(published, a, b):
    """Whether the full table could lie behind the published one. Bases and totals are the attacker's too."""
    return all(
        cell is None or cell == real
        for row, reals in zip(published, truth(a, b), strict=True)
        for cell, real in zip(row, reals, strict=False)
    )


def worked_out(published, candidates):
    """The hidden cells that have one value only among ``candidates``."""
    values = defaultdict(set)
    for a, b in candidates:
        for i, reals in enumerate(truth(a, b)):
            for j, real in enumerate(reals):
                values[i, j].add(real)
    return [
        (i, j)
        for i, row in enumerate(published)
        for j, cell in enumerate(row)
        if cell is None and len(values[i, j]) < 2
    ]


@pytest.mark.parametrize(("rows", "k", "headline"), [(2, 3, None), (3, 3, None), (2, 3, "0"), (2, 5, "0")])
def test_every_hidden_count_has_two_values_that_fit_what_is_published(rows, k, headline, monkeypatch):
    """Brute force: every completion of every table with these bases, margins known."""
    monkeypatch.setattr(disclosure, "HEADLINE_BASE", 2 * k)
    for n_a, n_b in product(range(k, k + 4), repeat=2):
        tables = list(product(splits(n_a, rows), splits(n_b, rows)))
        by_view = defaultdict(list)
        for a, b in tables:
            by_view[seen(a, b, k=k, headline=headline)].append((a, b))
        for published in by_view:
            completions = [pair for pair in tables if fits(published, *pair)]
            assert worked_out(published, completions) == [], (published, n_a, n_b)


def moves(rows):
    """Small changes that keep every total: two people of different groups, or of one, change answers."""
    for i, j in permutations(range(rows), 2):
        yield {(i, "A"): -1, (j, "A"): 1, (i, "B"): 1, (j, "B"): -1}
        yield {(i, "A"): -1, (j, "A"): 1}
        yield {(i, "B"): -1, (j, "B"): 1}


@given(st.data())
def test_every_hidden_count_of_a_larger_table_could_be_another(data):
    """A witness for each hidden cell: another table with the same totals and the same published view."""
    rows = data.draw(st.integers(2, 6))
    k = data.draw(st.sampled_from([3, 5, 10, 20]))
    count = st.one_of(st.just(0), st.integers(0, k), st.integers(0, 60))
    a, b = ([data.draw(count) for _ in range(rows)] for _ in "AB")
    if sum(a) < k or sum(b) < k:
        return
    published = seen(a, b, k=k, headline="0" if rows == 2 and data.draw(st.booleans()) else None)
    candidates = [(a, b)]
    for move in moves(rows):
        a2 = [n + move.get((i, "A"), 0) for i, n in enumerate(a)]
        b2 = [n + move.get((i, "B"), 0) for i, n in enumerate(b)]
        if min(a2 + b2) >= 0 and fits(published, a2, b2):
            candidates.append((a2, b2))
    assert worked_out(published, candidates) == []


@pytest.mark.parametrize(
    ("rows", "k", "most"), [(2, 3, 14), (3, 3, 14), (4, 3, 12), (5, 3, 9), (3, 5, 22), (5, 5, 13)]
)
def test_trying_every_table_on_this_very_code_works_no_hidden_count_out(rows, k, most):
    """Whoever knows the rules may run them backwards: several tables must lead to each published column."""
    by_view = defaultdict(list)
    for base in range(most + 1):
        for counts in splits(base, rows):
            table = suppress({str(i): {"": count} for i, count in enumerate(counts)}, k=k)
            by_view[table.bases, tuple(table.rows.values())].append(counts)
    for (bases, view), tables in by_view.items():
        for i, (cell,) in enumerate(view):
            assert cell.shown or len({counts[i] for counts in tables}) >= 2, (bases, view)


@given(st.lists(st.integers(0, 60), min_size=1, max_size=6), st.integers(3, 20))
def test_no_number_under_k_is_ever_shown(counts, k):
    table = suppress({str(i): {"": count} for i, count in enumerate(counts)}, k=k)
    for count, (cell,) in zip(counts, table.rows.values(), strict=True):
        assert not cell.shown or count == 0 or count >= k
    hidden = [count for count, (cell,) in zip(counts, table.rows.values(), strict=True) if not cell.shown]
    assert not hidden or table.bases == (TOO_FEW,) or (len(hidden) >= 2 and sum(hidden) >= k)
