"""What bars whom, for everybody at once: as arrays, so that thousands take no longer than they must. Pure.

`exclusions.reasons_against` says the same for two people, in words; a test holds the two together.
"""

from collections import defaultdict
from operator import attrgetter

import numpy as np

from matching.exclusions import SET_ASIDE


def barred_matrix(leaders, network, facts):
    """True where two people cannot be paired: a bool array, a row for each leader, a column for each other."""
    barred = np.zeros((len(leaders), len(network)), dtype=bool)
    for _, rows, columns in bars_between(leaders, network, facts):
        barred[rows, columns] = True
    return barred


def bars_between(leaders, network, facts):
    """(code, rows, columns) of every bar, those that nobody sets aside first, as `exclusions` orders them."""
    sides = _Index(leaders), _Index(network)
    lifted_codes = {code for codes in facts.set_aside.values() for code in codes}
    for code, cells in _cells(*sides, facts):
        if code in lifted_codes & SET_ASIDE.keys():
            cells = _without_set_aside(code, cells, *sides, facts)
        rows, columns = _arrays(cells)
        if len(rows):
            yield code, rows, columns


class _Index:
    """Where to find the people of one side."""

    def __init__(self, people):
        self.people = people
        self.by = {name: self.grouped(attrgetter(name)) for name in ("key", "account", "email", "side")}

    def __getitem__(self, name):
        return self.by[name]

    def grouped(self, value_of):
        groups = defaultdict(list)
        for place, person in enumerate(self.people):
            groups[value_of(person)].append(place)
        return groups


def _cells(rows, columns, facts):
    def managers(steps):
        return _managed(rows, columns, facts.managers, steps)

    yield "same_person", _equal(rows, columns, "key") + _equal(rows, columns, "account")
    yield "same_side", _equal(rows, columns, "side")
    yield "not_taking_part", _whole(rows, columns, lambda person: not person.takes_part)
    yield "has_partner", _whole(rows, columns, lambda person: person.key in facts.has_partner)
    yield "manager", managers(1)
    yield "managers_manager", managers(2)
    yield "asked", _pairs(rows, columns, facts.asked, "key")
    yield "partnered_before", _pairs(rows, columns, facts.partnered, "account")
    yield "declined_before", _pairs(rows, columns, facts.declined, "key")
    yield "dispute", _pairs(rows, columns, facts.disputes, "key")
    if facts.bar_evaluation_team:
        yield "same_evaluation_team", _pairs(rows, columns, facts.evaluating, "account")
    if facts.bar_same_team:
        yield "same_team", _same(rows, columns, lambda person: facts.managers.get(person.email, ""))
    if facts.bar_same_directorate:
        yield "same_directorate", _same(rows, columns, lambda person: person.directorate.casefold())


def _equal(rows, columns, name):
    return [(rows[name][value], columns[name][value]) for value in rows[name].keys() & columns[name].keys()]


def _same(rows, columns, value_of):
    ours, theirs = rows.grouped(value_of), columns.grouped(value_of)
    return [(ours[value], theirs[value]) for value in ours.keys() & theirs.keys() if value]


def _whole(rows, columns, applies):
    """Everybody beside those of either side to whom something applies."""
    ours = [place for place, person in enumerate(rows.people) if applies(person)]
    theirs = [place for place, person in enumerate(columns.people) if applies(person)]
    return [(ours, range(len(columns.people))), (range(len(rows.people)), theirs)]


def _managed(rows, columns, managers, steps):
    """Those of whom one is that many steps up the other's line."""
    found = []
    for lower, upper, turned in ((rows, columns, False), (columns, rows, True)):
        for place, person in enumerate(lower.people):
            above = _above(person.email, managers, steps)
            if above and above in upper["email"]:
                cell = ([place], upper["email"][above])
                found.append(cell[::-1] if turned else cell)
    return found


def _above(email, managers, steps):
    """The address that many steps up, as `exclusions.management_line` walks; empty where the line ends before."""
    line = [email]
    for _ in range(steps):
        above = managers.get(line[-1], "")
        if not above or above in line:
            return ""
        line.append(above)
    return line[-1]


def _pairs(rows, columns, pairs, name):
    cells = []
    for pair in pairs:
        one, other = pair if len(pair) == 2 else (*pair, *pair)
        for here, there in ((one, other), (other, one)):
            if here in rows[name] and there in columns[name]:
                cells.append((rows[name][here], columns[name][there]))
    return cells


def _without_set_aside(code, cells, rows, columns, facts):
    lifted = [pair for pair, codes in facts.set_aside.items() if code in codes]
    lifted = {
        (row, column)
        for places, others in _pairs(rows, columns, lifted, "key")
        for row in places
        for column in others
    }
    ours, theirs = _arrays(cells)
    return [([r], [c]) for r, c in zip(ours.tolist(), theirs.tolist(), strict=True) if (r, c) not in lifted]


def _arrays(cells):
    """The rows and the columns of all cells, one number each."""
    rows = [np.repeat(np.asarray(ours, dtype=np.intp), len(theirs)) for ours, theirs in cells]
    columns = [np.tile(np.asarray(theirs, dtype=np.intp), len(ours)) for ours, theirs in cells]
    nothing = np.empty(0, dtype=np.intp)
    return np.concatenate([nothing, *rows]), np.concatenate([nothing, *columns])
