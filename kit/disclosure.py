"""Small numbers: percentages that add up, and tables in which nobody can be counted out.

The rules (access.md, "Small numbers"), for a threshold ``k``:

1.  Nothing is said on a base under ``k``. When one group is that small, no group is shown beside the whole.
2.  A count of 1 to k-1 is hidden. Nought is shown: it is nobody.
3.  A hidden count must not come back by subtraction, from a column's base or from the whole = sum of groups:
    a.  a row hides all of its groups or none, since the whole less one group would give the other;
    b.  the rows hidden in a column hold at least ``k`` people together, since their sum can be worked out and is
        then a published count like any other (so they are at least two);
    c.  hidden rows of the whole are not all 1, nor all k-1: whoever knows rule 2 could divide their sum.
    More rows are hidden, the smallest first and equals together, until that is true.
4.  For a headline on a base of 20 or more the whole column may show a small remainder (23 of 26).
5.  A shown percentage depends on nothing but the shown counts: where a count is hidden, the others are rounded
    each for itself, and no longer by what the hidden ones left over.

So every hidden count can still be at least two numbers for somebody who subtracts (3a, 3b), and in the whole
column even for somebody who tries this code on every possible table (3c): tests/kit/test_disclosure.py
enumerates them. What this cannot do: protect from somebody who knows the others' answers, nor from two tables of
the same people cut differently. Hence a fixed list of tables. Count people who skipped a question as a row
of its own when the number of people taking part is published, or the two bases tell how many skipped.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

HEADLINE_BASE = 20
K_LEAST, K_MOST = 3, 20


@dataclass(frozen=True)
class Hidden:
    """A number that is not shown, and the words printed in its place. It has no value and cannot be reckoned with."""

    words: str

    def __str__(self) -> str:
        return self.words


NOT_SHOWN = Hidden("not shown")  # not "fewer than k": a count hidden by rule 3 may well be more
TOO_FEW = Hidden("too few to show")  # in place of a base


@dataclass(frozen=True)
class Cell:
    """A count and its share of the column's base: both shown, or both hidden."""

    count: int | Hidden
    percent: Decimal | Hidden

    @property
    def shown(self) -> bool:
        return not isinstance(self.count, Hidden)

    def __str__(self) -> str:
        return f"{self.count} ({self.percent}%)" if self.shown else str(self.count)


@dataclass(frozen=True)
class Published:
    """A table fit to be seen: ``columns``, their ``bases``, and as many cells in each of ``rows``; the whole first."""

    columns: tuple[str, ...]
    bases: tuple[int | Hidden, ...]
    rows: dict[str, tuple[Cell, ...]]


def percentage(part: int, whole: int, places: int = 1) -> Decimal:
    """``part`` of ``whole`` in per cent, rounded half up. ``ValueError`` on an empty whole: there is no share of it."""
    if whole <= 0:
        raise ValueError("A percentage needs a base above 0.")
    return (Decimal(100 * part) / whole).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def percentages(counts: Sequence[int], places: int = 1) -> list[Decimal]:
    """The shares of a whole split into ``counts``, summing to exactly 100 by largest remainder.

    What plain rounding down leaves over goes, one last digit each, to those it cut most (ties: the larger count,
    then the earlier). 9, 14 and 3 give 34.6, 53.9 and 11.5. Of nothing, all shares are 0.
    """
    whole, unit = sum(counts), Decimal(1).scaleb(-places)
    if whole == 0:
        return [Decimal(0).quantize(unit) for _ in counts]
    units = 100 * 10**places
    shares = [divmod(units * count, whole) for count in counts]
    left_over = units - sum(floor for floor, _ in shares)
    by_cut = sorted(range(len(counts)), key=lambda i: (-shares[i][1], -counts[i], i))
    rounded_up = set(by_cut[:left_over])
    return [(floor + (i in rounded_up)) * unit for i, (floor, _) in enumerate(shares)]


def headline(part: int, whole: int, *, k: int = 5) -> Cell:
    """One figure about everybody: ``23 (88.5%)``, or hidden (rules 1, 2 and 4)."""
    return suppress_ticks({"": {"": part}}, {"": whole}, k=k, headline=True).rows[""][0]


def suppress(
    counts: Mapping[str, Mapping[str, int]],
    *,
    k: int = 5,
    whole: str = "Everyone",
    headline: str | None = None,
) -> Published:
    """The table that may be published of one question with one answer each.

    ``counts[row][group]`` are people; each is in one row and one group, so that the ``whole`` column and the
    bases are sums, made here. A question asked of one group only shows the whole column alone. ``headline``
    names the row that rule 4 is for, in a table folded to two ("no or not sure"); that row itself has to be ``k``
    or more. ``ValueError`` for a ``k`` outside 3 to 20, a negative count, or a headline in a table not so folded.
    """
    groups = list(dict.fromkeys(group for row in counts.values() for group in row))
    table = {name: tuple(row.get(group, 0) for group in groups) for name, row in counts.items()}
    _check(k, (count for row in table.values() for count in row))
    if headline is not None and (len(table) != 2 or headline not in table):
        raise ValueError("A headline is one of two rows: fold the others into one first.")
    everyone = {name: sum(row) for name, row in table.items()}
    base, bases = sum(everyone.values()), [sum(column) for column in zip(*table.values(), strict=True)]
    nothing_else_to_hide = set(everyone.values()) == {1}  # rule 3c: so it is the base
    if base < k or nothing_else_to_hide:
        return Published((whole,), (TOO_FEW,), dict.fromkeys(table, (_HIDDEN_CELL,)))

    hidden = set()
    if headline is None or base < HEADLINE_BASE or everyone[headline] < k:
        hidden = _close({name: (count,) for name, count in everyone.items()}, set(), k)
    columns = [_column(everyone, hidden)]
    if len(groups) > 1 and min(bases) >= k:
        hidden = _close(table, hidden, k)
        columns += [
            _column({name: row[i] for name, row in table.items()}, hidden) for i in range(len(groups))
        ]
    else:
        groups, bases = [], []
    rows = {name: tuple(column[name] for column in columns) for name in table}
    return Published((whole, *groups), (base, *bases), rows)


def suppress_ticks(
    ticks: Mapping[str, Mapping[str, int]],
    bases: Mapping[str, int],
    *,
    k: int = 5,
    whole: str = "Everyone",
    headline: bool = False,
) -> Published:
    """The same for a question that allows several answers: ``ticks[row][group]`` of ``bases[group]`` people.

    Rows do not add up, but who did not tick can be worked out for each of them: a row is treated as a table
    of two rows, ticked and not ticked, of which the first is published (with ``headline``, as a headline).
    ``ValueError`` as above, and for more ticks than people.
    """
    frame = suppress({"": bases}, k=k, whole=whole)
    rows = {}
    for name, row in ticks.items():
        ticked = {group: row.get(group, 0) for group in bases}
        left = {group: bases[group] - count for group, count in ticked.items()}
        two = suppress({"yes": ticked, "no": left}, k=k, whole=whole, headline="yes" if headline else None)
        rows[name] = two.rows["yes"]
    return Published(frame.columns, frame.bases, rows)


def unanimous(counts: Mapping[str, Mapping[str, int]], *, whole: str = "Everyone") -> dict[str, str]:
    """The groups (and the whole) whose people all gave the same answer: ``{group: row}``.

    Such a table tells each member's answer although no count in it is small, so somebody looks before it is published.
    """
    groups = dict.fromkeys(group for row in counts.values() for group in row)
    columns = {group: {name: row.get(group, 0) for name, row in counts.items()} for group in groups}
    columns[whole] = {name: sum(row.values()) for name, row in counts.items()}
    chosen = {group: [name for name, count in column.items() if count] for group, column in columns.items()}
    return {group: names[0] for group, names in chosen.items() if len(names) == 1}


_HIDDEN_CELL = Cell(NOT_SHOWN, NOT_SHOWN)


def _check(k: int, counts: Iterable[int]) -> None:
    if not K_LEAST <= k <= K_MOST:
        raise ValueError(f"The smallest number to be shown lies between {K_LEAST} and {K_MOST}, not at {k}.")
    if any(count < 0 for count in counts):
        raise ValueError("A count of people cannot be negative.")


def _close(table: Mapping[str, tuple[int, ...]], hidden: set[str], k: int) -> set[str]:
    """The rows to hide: those with a small count, those ``hidden`` already, and what rules 3b and 3c ask besides."""
    hidden = hidden | {name for name, row in table.items() if any(0 < count < k for count in row)}
    while hidden:
        columns = list(zip(*(table[name] for name in hidden), strict=True))
        short = [i for i, column in enumerate(columns) if sum(column) < k]
        spare = {name: row for name, row in table.items() if name not in hidden and any(row)}
        alike = len(columns) == 1 and (set(columns[0]) == {1} or set(columns[0]) == {k - 1} and spare)
        if not short and not alike:
            break
        if not spare:  # only noughts are left: they make up the company
            return set(table)
        helpful = {name: row for name, row in spare.items() if any(row[i] for i in short)} or spare
        smallest = min(map(sum, helpful.values()))
        hidden |= {name for name, row in helpful.items() if sum(row) == smallest}
    return hidden


def _column(counts: Mapping[str, int], hidden: set[str]) -> dict[str, Cell]:
    """The cells of one column (rule 5)."""
    if hidden:
        base = sum(counts.values())
        shares = {name: percentage(count, base) for name, count in counts.items()}
    else:
        shares = dict(zip(counts, percentages(list(counts.values())), strict=True))
    return {n: _HIDDEN_CELL if n in hidden else Cell(counts[n], shares[n]) for n in counts}
