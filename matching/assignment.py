"""Who with whom, for everybody at once: the assignment that is best among the allowed ones.

Pure; scipy is imported where it is used, because its import takes half a second. Rows and columns are the two sides
of a fit. The promises made here, and why they hold: docs/maintainers/matching-engine.md.
"""

from dataclasses import dataclass

import numpy as np

from matching.ties import first_of_the_best

STEPS = 1_000_000  # the same millionths as the fit's, as whole numbers: no rounding anywhere
TOTAL, WORST = "total", "worst"


@dataclass(frozen=True)
class Assignment:
    """Pairs by row; what they make together; the lowest fit among them; who was left without a partner."""

    pairs: list
    total: float
    worst: float | None
    left_rows: list
    left_columns: list


@dataclass(frozen=True)
class Changes:
    """What one assignment has that the other has not. cost: what the total loses."""

    gone: list
    new: list
    cost: float


def assign(fit, barred, *, first_rows=(), first_columns=(), goal=TOTAL, pins=()):
    """Seats as many people as can be, those who come first before others, and then reaches the goal.

    barred: True where two must never meet. pins: pairs taken as given, whatever stands against them. goal: "total"
    is the best sum of fits; "worst" first lifts the lowest fit of anybody seated beside the pins.
    """
    free = _Free(fit, barred, first_rows, first_columns, pins)
    if goal == WORST:
        free.lift_the_worst()
    pairs = sorted([*map(tuple, pins), *free.best()])
    points = [int(np.rint(float(fit[pair]) * STEPS)) for pair in pairs]
    rows, columns = {i for i, _ in pairs}, {j for _, j in pairs}
    return Assignment(
        pairs,
        total=sum(points) / STEPS,
        worst=min(points) / STEPS if points else None,
        left_rows=[i for i in range(fit.shape[0]) if i not in rows],
        left_columns=[j for j in range(fit.shape[1]) if j not in columns],
    )


def what_changes(before, after):
    """The pairs that `after` loses and gains against `before`, and what that costs in total."""
    was, will = set(before.pairs), set(after.pairs)
    return Changes(sorted(was - will), sorted(will - was), round(before.total - after.total, 6))


class _Free:
    """The people that no pin holds, and which of them may meet."""

    def __init__(self, fit, barred, first_rows, first_columns, pins):
        held = [{pair[side] for pair in pins} for side in (0, 1)]
        self._rows, self._columns = (
            np.array([place for place in range(fit.shape[side]) if place not in held[side]], dtype=int)
            for side in (0, 1)
        )
        if pins:
            both = np.ix_(self._rows, self._columns)
            fit, barred = fit[both], barred[both]
        self._fit, self._allowed = fit, ~barred
        self._first_rows = np.isin(self._rows, list(first_rows))
        self._first_columns = np.isin(self._columns, list(first_columns))

    def best(self):
        """The pairs of the best total.

        A seat is worth more than every fit together, and so is the seat of somebody who comes first. All of it
        in whole numbers far below 2 ** 53, so the solver computes without rounding.
        """
        from scipy.optimize import linear_sum_assignment

        if not self._fit.size:
            return []
        cost = np.multiply(self._fit, -STEPS, dtype=np.float64)
        np.rint(cost, out=cost)
        seat = min(cost.shape) * STEPS + 1
        cost -= seat
        cost[self._first_rows] -= seat
        cost[:, self._first_columns] -= seat
        cost *= self._allowed
        chosen = first_of_the_best(cost, self._allowed, *linear_sum_assignment(cost))
        seated = np.flatnonzero(chosen >= 0)
        return list(zip(self._rows[seated].tolist(), self._columns[chosen[seated]].tolist(), strict=True))

    def lift_the_worst(self):
        """Bars all that lies below the highest bound under which nobody loses a seat."""
        if not self._allowed.any():
            return
        aim = self._seats(self._allowed)
        bounds = np.unique(self._fit[self._allowed])
        low, high = 0, len(bounds) - 1
        while low < high:
            middle = (low + high + 1) // 2
            if self._seats(self._allowed & (self._fit >= bounds[middle])) == aim:
                low = middle
            else:
                high = middle - 1
        self._allowed = self._allowed & (self._fit >= bounds[low])

    def _seats(self, allowed):
        """How many pairs there can be, and how many of those who come first can be seated on either side."""
        return (
            _most_pairs(allowed),
            _most_pairs(allowed[self._first_rows]),
            _most_pairs(allowed[:, self._first_columns]),
        )


def _most_pairs(allowed):
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import maximum_bipartite_matching

    if not allowed.any():
        return 0
    return int((maximum_bipartite_matching(csr_array(allowed), perm_type="column") >= 0).sum())
