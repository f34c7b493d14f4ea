"""The array of what bars whom says exactly what the pairwise rule says, for any cohort that can be thought of."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.barring import barred_matrix, bars_between
from matching.exclusions import BAR_NAMES, SET_ASIDE, Facts, Person, reasons_against

NAMES = list("abcdefgh")
pairs = st.frozensets(st.frozensets(st.sampled_from(NAMES), min_size=2, max_size=2), max_size=4)
some = st.frozensets(st.sampled_from(NAMES), max_size=2)


@st.composite
def cohorts(draw):
    def person(name):
        return Person(
            key=name,
            account=draw(st.sampled_from([name, name, name, "a"])),
            name=name,
            side=draw(st.sampled_from(["leader", "network"])),
            takes_part=draw(st.sampled_from([True, True, True, False])),
            email=f"{name}@x",
            directorate=draw(st.sampled_from(["", "Estates", "ESTATES", "Forensic"])),
        )

    leaders = [person(name) for name in NAMES[: draw(st.integers(0, 5))]]
    network = [person(name) for name in NAMES[draw(st.integers(2, 5)) :]]
    addresses = st.sampled_from([f"{name}@x" for name in NAMES])
    facts = Facts(
        managers=draw(st.dictionaries(addresses, addresses, max_size=6)),
        asked=draw(pairs),
        unsettled=draw(some),
        has_partner=draw(some),
        declined=draw(pairs),
        partnered=draw(pairs),
        evaluating=draw(pairs),
        disputes=draw(pairs),
        words_first=draw(pairs),
        flagged=draw(pairs),
        set_aside=draw(
            st.dictionaries(
                st.frozensets(st.sampled_from(NAMES), min_size=2, max_size=2),
                st.frozensets(st.sampled_from([*SET_ASIDE, "manager", "asked"])),
                max_size=4,
            )
        ),
        bar_same_team=draw(st.booleans()),
        bar_same_directorate=draw(st.booleans()),
        bar_evaluation_team=draw(st.booleans()),
    )
    return leaders, network, facts


@settings(max_examples=400, deadline=None)
@given(cohorts())
def test_the_array_is_the_pairwise_rule(cohort):
    leaders, network, facts = cohort

    expected = [
        [any(one.is_barred for one in reasons_against(a, b, facts)) for b in network] for a in leaders
    ]
    assert barred_matrix(leaders, network, facts).tolist() == expected


@settings(max_examples=200, deadline=None)
@given(cohorts())
def test_each_bar_has_the_code_of_the_pairwise_rule(cohort):
    """Of two who are the same person the rule says nothing further."""
    leaders, network, facts = cohort
    found = {}
    for code, rows, columns in bars_between(leaders, network, facts):
        for cell in zip(rows.tolist(), columns.tolist(), strict=True):
            found.setdefault(cell, []).append(code)

    for (row, column), codes in found.items():
        against = reasons_against(leaders[row], network[column], facts)
        expected = [one.code for one in against if one.is_barred]
        # In a line that loops one can be both; the nearer is said.
        nearer = set(codes) - ({"managers_manager"} if "manager" in codes else set())
        assert expected == ["same_person"] or nearer == set(expected)
        assert set(codes) <= BAR_NAMES.keys()
        # The first that is said of two is the first by which they are counted.
        assert codes[0] == expected[0]


def test_an_empty_side_is_an_empty_array():
    nobody = barred_matrix([], [Person("a", "a", "a", "network")], Facts())

    assert (nobody.shape, nobody.dtype) == ((0, 1), np.dtype(bool))
