"""Who with whom, proved against trying everything on small cases and against plain scipy on large ones."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from matching.assignment import TOTAL, WORST, assign, what_changes

NOBODY = -1


def matrix(*rows):
    return np.array(rows, dtype=np.float32)


def allowing(*rows):
    """What is barred, from words in which "x" stands for barred."""
    return np.array([[sign == "x" for sign in row] for row in rows])


def everything(fit, barred, pins):
    """Every way to pair, as {row: column}, that keeps the pins and breaks no bar."""
    high, wide = fit.shape
    pins = dict(pins)
    free = [j for j in range(wide) if j not in pins.values()] + [NOBODY] * high
    rows = [i for i in range(high) if i not in pins]
    for columns in set(permutations(free, len(rows))):
        way = dict(zip(rows, columns, strict=True))
        if not any(j != NOBODY and barred[i, j] for i, j in way.items()):
            yield pins | {i: j for i, j in way.items() if j != NOBODY}


def best_of_all(fit, barred, *, first_rows, first_columns, goal, pins):
    """The best way by trying all: by what `assign` promises, word by word."""
    points = np.rint(fit.astype(float) * 1e6).astype(int)

    def worth(way):
        beside = [points[pair] for pair in way.items() if pair not in pins]
        return (
            len(way),
            len(way.keys() & set(first_rows)) + len(set(way.values()) & set(first_columns)),
            min(beside, default=0) if goal == WORST else 0,
            sum(points[pair] for pair in way.items()),
            [-way.get(i, fit.shape[1]) for i in range(fit.shape[0])],
        )

    return sorted(max(everything(fit, barred, pins), key=worth).items())


@st.composite
def boards(draw, most=4):
    """Small boards of any shape: few different fits (so that there are ties), bars, pins, people who come first."""
    high, wide = draw(st.integers(1, most)), draw(st.integers(1, most))
    steps = draw(st.sampled_from([1, 3, 1_000_000]))

    def table(values, type):
        rows = st.lists(values, min_size=wide, max_size=wide)
        return np.array(draw(st.lists(rows, min_size=high, max_size=high)), dtype=type)

    fit = table(st.integers(0, steps), np.float32) / np.float32(steps)
    barred = table(st.booleans(), bool)
    number = draw(st.integers(0, min(high, wide, 2)))
    pins = list(
        zip(
            draw(st.permutations(range(high)))[:number],
            draw(st.permutations(range(wide)))[:number],
            strict=True,
        )
    )
    first = {
        "first_rows": draw(st.sets(st.integers(0, high - 1))),
        "first_columns": draw(st.sets(st.integers(0, wide - 1))),
    }
    return fit, barred, {**first, "goal": draw(st.sampled_from([TOTAL, WORST])), "pins": pins}


@settings(max_examples=400, deadline=None)
@given(boards())
def test_it_is_what_trying_everything_finds(board):
    fit, barred, more = board
    found = assign(fit, barred, **more)
    assert found.pairs == best_of_all(fit, barred, **more)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([TOTAL, WORST]), st.booleans())
def test_six_with_six_is_the_best_of_all_orders(seed, goal, with_ties):
    dice = np.random.default_rng(seed)
    fit = (dice.integers(0, 4 if with_ties else 1_000_000, (6, 6)) / np.float32(1_000_000)).astype(np.float32)
    barred = dice.random((6, 6)) < 0.2
    points = np.rint(fit.astype(float) * 1e6).astype(int)

    def worth(order):
        pairs = [(i, j) for i, j in enumerate(order) if not barred[i, j]]
        fits = [points[pair] for pair in pairs]
        return len(pairs), min(fits, default=0) if goal == WORST else 0, sum(fits)

    found = assign(fit, barred, goal=goal)
    fits = [points[pair] for pair in found.pairs]
    assert (len(fits), min(fits, default=0) if goal == WORST else 0, sum(fits)) == max(
        map(worth, permutations(range(6)))
    )


@settings(max_examples=100, deadline=None)
@given(boards(most=8))
def test_what_is_promised_of_everybody_holds(board):
    fit, barred, more = board
    found = assign(fit, barred, **more)
    rows, columns = [i for i, _ in found.pairs], [j for _, j in found.pairs]
    assert len(set(rows)) == len(rows)
    assert len(set(columns)) == len(columns)
    assert [pair for pair in more["pins"] if pair not in found.pairs] == []
    assert [pair for pair in found.pairs if barred[pair] and pair not in more["pins"]] == []
    assert sorted([*rows, *found.left_rows]) == list(range(fit.shape[0]))
    assert sorted([*columns, *found.left_columns]) == list(range(fit.shape[1]))
    assert [(i, j) for i in found.left_rows for j in found.left_columns if not barred[i, j]] == []
    assert found.total == pytest.approx(sum(fit[pair] for pair in found.pairs), abs=1e-5)
    assert found.worst == (
        pytest.approx(min(fit[pair] for pair in found.pairs), abs=1e-6) if found.pairs else None
    )


@settings(max_examples=50, deadline=None)
@given(boards(most=8), st.randoms())
def test_the_order_of_people_matters_only_where_two_answers_are_as_good(board, dice):
    fit, barred, more = board
    dice_rows = np.random.default_rng(dice.randint(0, 10**6))
    fit = np.round(dice_rows.random(fit.shape), 6).astype(np.float32)  # no two alike: one best answer
    order = dice.sample(range(len(fit)), len(fit))
    turned = {
        **more,
        "first_rows": [order.index(i) for i in more["first_rows"]],
        "pins": [(order.index(i), j) for i, j in more["pins"]],
    }
    found, shuffled = assign(fit, barred, **more), assign(fit[order], barred[order], **turned)
    assert shuffled.total == found.total
    assert sorted((order[i], j) for i, j in shuffled.pairs) == found.pairs


def test_among_equals_the_first_row_gets_the_earliest_column():
    assert assign(np.full((3, 3), 0.5), allowing("...", "...", "...")).pairs == [(0, 0), (1, 1), (2, 2)]
    assert assign(np.full((3, 2), 0.5), allowing("..", "..", "..")).pairs == [(0, 0), (1, 1)]
    assert assign(np.full((2, 3), 0.5), allowing("x..", "...")).pairs == [(0, 1), (1, 0)]


def test_most_people_are_seated_before_anything_else():
    fit = matrix([1.0, 0.0], [0.9, 0.0])
    assert assign(fit, allowing("..", ".x")).pairs == [(0, 1), (1, 0)]


def test_those_who_come_first_are_seated_before_a_better_total():
    fit = matrix([0.9], [0.1])
    nothing_barred = allowing(".", ".")
    assert assign(fit, nothing_barred).pairs == [(0, 0)]
    assert assign(fit, nothing_barred, first_rows=[1]).pairs == [(1, 0)]
    assert assign(fit.T, nothing_barred.T, first_columns=[1]).pairs == [(0, 1)]


def test_the_best_total_and_the_worst_off_first_are_two_goals():
    fit = matrix([1.0, 0.4], [0.5, 0.1])
    free = allowing("..", "..")
    total, worst = assign(fit, free, goal=TOTAL), assign(fit, free, goal=WORST)
    assert (total.pairs, total.total, total.worst) == ([(0, 0), (1, 1)], 1.1, 0.1)
    assert (worst.pairs, worst.total, worst.worst) == ([(0, 1), (1, 0)], 0.9, 0.4)


def test_lifting_the_worst_off_takes_no_seat_from_anybody():
    fit = matrix([0.9, 0.8], [0.1, 0.9])
    assert assign(fit, allowing(".x", ".x"), goal=WORST).pairs == [(0, 0)]
    assert assign(fit, allowing("..", ".x"), goal=WORST).pairs == [(0, 1), (1, 0)]


def test_a_pin_is_kept_whatever_stands_against_it():
    fit = matrix([1.0, 0.0], [0.0, 1.0])
    found = assign(fit, allowing(".x", ".."), pins=[(0, 1)])
    assert (found.pairs, found.total, found.worst) == ([(0, 1), (1, 0)], 0.0, 0.0)


def test_somebody_without_any_allowed_partner_is_left_and_nobody_else_is():
    found = assign(np.full((3, 3), 0.5), allowing("xxx", "...", "..."))
    assert (found.pairs, found.left_rows, found.left_columns) == ([(1, 0), (2, 1)], [0], [2])


def test_nobody_to_pair_is_no_error():
    for shape in ((0, 0), (0, 3), (3, 0)):
        for goal in (TOTAL, WORST):
            found = assign(np.zeros(shape, np.float32), np.zeros(shape, bool), goal=goal)
            assert (found.pairs, found.total, found.worst) == ([], 0, None)
            assert (found.left_rows, found.left_columns) == (list(range(shape[0])), list(range(shape[1])))


def test_everything_barred_leaves_everybody():
    found = assign(matrix([1.0]), allowing("x"), goal=WORST)
    assert (found.pairs, found.left_rows, found.left_columns) == ([], [0], [0])


def test_everybody_pinned_leaves_nothing_to_decide():
    assert assign(matrix([0.5]), allowing("."), pins=[(0, 0)]).pairs == [(0, 0)]


def test_what_a_pin_changes_is_told_with_its_cost():
    fit = matrix([0.9, 0.5], [0.6, 0.7])
    before = assign(fit, allowing("..", ".."))
    after = assign(fit, allowing("..", ".."), pins=[(0, 1)])
    changes = what_changes(before, after)
    assert (changes.gone, changes.new, changes.cost) == ([(0, 0), (1, 1)], [(0, 1), (1, 0)], 0.5)


def test_no_change_costs_nothing():
    same = assign(matrix([0.9]), allowing("."))
    assert what_changes(same, same) == what_changes(same, assign(matrix([0.9]), allowing("."), pins=[(0, 0)]))


@pytest.mark.parametrize(("high", "wide"), [(400, 400), (300, 400), (400, 300)])
def test_the_total_of_many_is_scipys(high, wide):
    dice = np.random.default_rng(7)
    fit = (dice.integers(0, 1_000_000, (high, wide)) / 1_000_000).astype(np.float32)
    points = np.rint(fit.astype(float) * 1e6)
    barred = dice.random(fit.shape) < 0.05
    best = points[linear_sum_assignment(np.where(barred, -1e12, points), maximize=True)].sum() / 1e6
    found = assign(fit, barred)
    assert found.total == best
    assert barred[tuple(zip(*found.pairs, strict=True))].sum() == 0


def test_many_ties_among_many_are_settled_by_the_rule():
    dice = np.random.default_rng(7)
    fit = (dice.integers(0, 3, (150, 150)) / np.float32(2)).astype(np.float32)
    barred = dice.random(fit.shape) < 0.5
    found = assign(fit, barred)
    partner = dict(found.pairs)
    for row in range(
        0, 150, 10
    ):  # no row can have an earlier column without cost once those above it are held
        above = [(i, j) for i, j in found.pairs if i < row]
        for earlier in range(partner[row]):
            if not barred[row, earlier] and earlier not in dict(map(reversed, above)):
                assert assign(fit, barred, pins=[*above, (row, earlier)]).total < found.total
