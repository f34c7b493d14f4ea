"""Which of several equally good assignments is taken: the rule, made exact. Pure.

The first row gets the earliest column it has in any of the best assignments, then the second row, and so on; being
left without a partner comes after every column. So the answer depends on the fits alone, not on the solver.
"""

import numpy as np

BLOCK = 256


def first_of_the_best(cost, seats, rows, columns):
    """The columns of all rows in the best assignment that comes first, -1 for a row that is left.

    cost: whole numbers, to be as low as possible in total, 0 where no seat is. seats: where a seat is. rows,
    columns: a best assignment, as scipy gives it.
    """
    size = max(cost.shape)
    chosen = np.full(size, -1)
    chosen[rows] = columns
    chosen[chosen < 0] = np.setdiff1d(
        np.arange(size), columns
    )  # pads to a square: whoever is over meets nobody
    tight = _tight(cost, chosen)
    tangled = _tangled(tight, chosen)
    if tangled.any():
        _untangle(tight, seats, chosen, tangled[: cost.shape[0]])
    chosen = chosen[: cost.shape[0]]
    there = chosen < cost.shape[1]
    there[there] = seats[np.flatnonzero(there), chosen[there]]
    return np.where(there, chosen, -1)


def _tight(cost, chosen):
    """Where a pair could be part of some best assignment: its cost is what the prices of the two allow for."""
    size, (high, wide) = len(chosen), cost.shape
    own = np.zeros(size)
    seated = np.flatnonzero(chosen[:high] < wide)
    own[seated] = cost[seated, chosen[seated]]
    price = np.zeros(size)
    waiting = np.arange(size)
    while len(waiting):
        before = price.copy()
        real, padding = waiting[waiting < high], waiting[waiting >= high]
        for start in range(0, len(real), BLOCK):
            some = real[start : start + BLOCK]
            reach = price[chosen[some]] - own[some]
            np.minimum(price[:wide], (cost[some] + reach[:, None]).min(axis=0), out=price[:wide])
            np.minimum(price[wide:], reach.min(), out=price[wide:])
        if len(padding):
            np.minimum(price, price[chosen[padding]].min(), out=price)
        waiting = np.flatnonzero((price < before)[chosen])
    paid = own - price[chosen]
    tight = np.empty((size, size), dtype=bool)
    for start in range(0, size, BLOCK):
        stop = min(start + BLOCK, size)
        allowed_for = paid[start:stop, None] + price
        allowed_for[: max(high - start, 0), :wide] -= cost[start:stop]
        tight[start:stop] = allowed_for == 0
    return tight


def _tangled(tight, chosen):
    """The rows that have another column in some best assignment: those on a ring of tight pairs."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    rings = csr_array(tight[:, chosen])
    if rings.nnz == len(chosen):
        return np.zeros(len(chosen), dtype=bool)
    _, ring = connected_components(rings, directed=True, connection="strong")
    return (np.bincount(ring) > 1)[ring]


def _untangle(tight, seats, chosen, tangled):
    """Takes row after row to its earliest column, along a ring that costs nothing."""
    high, wide = seats.shape
    holder = np.empty_like(chosen)
    holder[chosen] = np.arange(len(chosen))
    free = np.ones(len(chosen), dtype=bool)  # columns that no earlier row has for good
    for row in range(high):
        now = chosen[row]
        is_seated = now < wide and seats[row, now]
        if tangled[row]:
            better = tight[row, :wide] & seats[row] & free[:wide]
            for column in np.flatnonzero(better[: now if is_seated else wide]):
                if path := _way(tight, holder, free, holder[column], now):
                    _turn(path, row, chosen, holder, column)
                    is_seated = True
                    break
        if is_seated:
            free[chosen[row]] = False
        else:
            tight[row, :wide] &= ~seats[row]


def _way(tight, holder, free, start, goal):
    """The rows from `start` to one that can take the column `goal`, each taking the next one's; [] for no way."""
    came_from, waiting = {start: None}, [start]
    open_columns = free.copy()
    while waiting:
        row = waiting.pop(0)
        if tight[row, goal]:
            path = []
            while row is not None:
                path.append(row)
                row = came_from[row]
            return path[::-1]
        for column in np.flatnonzero(tight[row] & open_columns):
            open_columns[column] = False
            if holder[column] not in came_from:
                came_from[holder[column]] = row
                waiting.append(holder[column])
    return []


def _turn(path, row, chosen, holder, column):
    goal = chosen[row]
    taken = [chosen[other] for other in path[1:]] + [goal]
    for other, its in zip(path, taken, strict=True):
        chosen[other], holder[its] = its, other
    chosen[row], holder[column] = column, row
