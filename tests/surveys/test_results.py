"""The paper's figures, and small numbers that stay small."""

from decimal import Decimal
from itertools import product
from types import SimpleNamespace

from kit.disclosure import NOT_SHOWN, TOO_FEW, percentage
from surveys import results
from tests.surveys.conftest import BOTH, LEADER, NETWORK, UNSAID

COLUMNS = ("Senior leaders", "BME partners")


def question(code="q", kind="one", options=("Yes", "No", "Not sure"), asked_of="", is_headline=False):
    return SimpleNamespace(
        code=code,
        words="Words?",
        kind=kind,
        options=list(options),
        asked_of=asked_of,
        is_headline=is_headline,
    )


GROUP = question("group", options=[LEADER, NETWORK, BOTH, UNSAID])
RECOMMEND = question("recommend", is_headline=True)


def people(group, number, **answers):
    return [{"group": group, **answers} for _ in range(number)]


PAPER = people(LEADER, 9) + people(NETWORK, 14) + people(BOTH, 3)


def result(asked, responses, k=5):
    return results.result_of(asked, GROUP, responses, k=k, columns=COLUMNS)


def cells(found):
    return {name: [str(cell) for cell in row] for name, row in found.published.rows.items()}


def test_the_papers_groups_print_as_in_the_paper():
    assert [(s.name, s.count, s.percent) for s in results.respondents(GROUP, PAPER)] == [
        (LEADER, 9, Decimal("34.6")),
        (NETWORK, 14, Decimal("53.9")),
        (BOTH, 3, Decimal("11.5")),
    ]
    share = results.in_network_group(GROUP, PAPER)
    assert (share.count, share.percent) == (17, Decimal("65.4"))
    assert percentage(26, 53) == Decimal("49.1")


def test_the_papers_headline_shows_its_small_remainder_and_nothing_more():
    said = ["Yes"] * 23 + ["No"] + ["Not sure"] * 2
    responses = [answers | {"recommend": yes} for answers, yes in zip(PAPER, said, strict=True)]
    found = result(RECOMMEND, responses)
    assert cells(found)["Yes"][0] == "23 (88.5%)"
    assert list(found.published.rows) == ["Yes", results.OTHERWISE]
    assert found.published.bases[0] == 26


def test_who_left_the_headline_open_cannot_be_counted():
    """The base is everyone who took part: a base of 25 beside 26 would say that one left it open."""
    said = [{"recommend": "Yes"}] * 23 + [{"recommend": "No"}] * 2 + [{}]
    responses = [answers | yes for answers, yes in zip(PAPER, said, strict=True)]
    found = result(RECOMMEND, responses)
    assert (found.published.bases[0], cells(found)["Yes"][0]) == (26, "23 (88.5%)")


def test_a_headline_with_many_of_each_answer_is_shown_in_full():
    responses = people(LEADER, 10, recommend="Yes") + people(NETWORK, 10, recommend="Yes")
    responses += people(LEADER, 6, recommend="No") + people(NETWORK, 6, recommend="No")
    responses += people(LEADER, 5, recommend="Not sure") + people(NETWORK, 5, recommend="Not sure")
    assert list(cells(result(RECOMMEND, responses))) == ["Yes", "No", "Not sure", results.NOT_ANSWERED]


def test_both_counts_with_the_networks_column():
    found = result(question(), [answers | {"q": "Yes"} for answers in PAPER])
    assert found.head == [("Everyone", 26), ("Senior leaders", 9), ("BME partners", 17)]
    assert cells(found)["Yes"] == ["26 (100.0%)", "9 (100.0%)", "17 (100.0%)"]


def test_columns_stand_in_one_order_whoever_answered_first():
    responses = people(NETWORK, 6, q="Yes") + people(LEADER, 6, q="Yes")
    assert [name for name, _ in result(question(), responses).head] == ["Everyone", *COLUMNS]
    several = result(question(kind="several"), [a | {"q": ["Yes"]} for a in responses])
    assert [name for name, _ in several.head] == ["Everyone", *COLUMNS]


def test_one_person_who_prefers_not_to_say_takes_the_columns_away():
    """Everyone less the two columns would be exactly that person's answer."""
    responses = people(LEADER, 9, q="Yes") + people(NETWORK, 9, q="Yes") + people(UNSAID, 1, q="No")
    found = result(question(), responses)
    assert [name for name, _ in found.head] == ["Everyone"]
    assert [row[0] for row in cells(found).values()] == ["not shown"] * 2 + ["0 (0.0%)"] * 2


def test_enough_who_prefer_not_to_say_are_a_column():
    responses = people(LEADER, 9, q="Yes") + people(NETWORK, 9, q="Yes") + people(UNSAID, 5, q="Yes")
    assert [name for name, _ in result(question(), responses).head] == ["Everyone", *COLUMNS, "Not said"]


def test_a_small_cell_is_hidden_and_cannot_be_subtracted():
    responses = people(LEADER, 10, q="Yes") + people(NETWORK, 9, q="Yes") + people(NETWORK, 2, q="No")
    found = result(question(), responses)
    for row in ("Yes", "No"):
        assert cells(found)[row] == ["not shown"] * 3
    assert found.sentence == "Too few people gave any one answer to show this."


def test_a_group_under_k_is_not_shown_beside_the_whole():
    responses = people(LEADER, 4, q="Yes") + people(NETWORK, 12, q="Yes")
    assert result(question(), responses).head == [("Everyone", 16)]


def test_fewer_than_k_in_all_show_nothing():
    found = result(question(), people(LEADER, 2, q="Yes") + people(NETWORK, 2, q="No"))
    assert found.published.bases == (TOO_FEW,)
    assert {str(row[0]) for row in found.published.rows.values()} == {str(NOT_SHOWN)}


def test_nobody_at_all_is_no_error():
    for asked in (question(), question(kind="several"), question(asked_of="leader"), RECOMMEND):
        assert result(asked, []).published.bases == (TOO_FEW,)
    assert results.respondents(GROUP, []) == []
    assert results.in_network_group(GROUP, []).percent is None


def test_a_question_for_one_side_counts_those_asked_and_has_no_columns():
    responses = people(LEADER, 8, q="Yes") + people(BOTH, 3, q="Yes") + people(NETWORK, 9)
    found = result(question(asked_of="leader"), responses)
    assert found.head == [("Everyone", 11)]
    assert cells(found)["Yes"] == ["11 (100.0%)"]
    network = result(question(asked_of="network"), [a | {"q": "No"} for a in responses])
    assert network.head == [("Everyone", 12)]


def test_several_answers_share_one_base():
    responses = people(LEADER, 8, q=["Yes", "No"]) + people(NETWORK, 8, q=["Yes"]) + people(NETWORK, 1)
    found = result(question(kind="several"), responses)
    assert found.head == [("Everyone", 17), ("Senior leaders", 8), ("BME partners", 9)]
    assert cells(found)["Yes"] == ["not shown"] * 3  # one person ticked nothing
    assert cells(found)["No"] == ["8 (47.1%)", "8 (100.0%)", "0 (0.0%)"]


def test_left_open_is_a_row_of_its_own():
    found = result(question(), people(LEADER, 6, q="Yes") + people(NETWORK, 6))
    assert cells(found)[results.NOT_ANSWERED] == ["6 (50.0%)", "0 (0.0%)", "6 (100.0%)"]


def test_unanimous_groups_are_flagged_only_where_the_table_shows_it():
    shown = people(LEADER, 6, q="Yes") + people(NETWORK, 6, q="No")
    assert result(question(), shown).unanimous == list(COLUMNS)
    hidden = people(LEADER, 4, q="Yes") + people(NETWORK, 6, q="Yes") + people(NETWORK, 6, q="No")
    assert result(question(), hidden).unanimous == []


def test_most_often_is_only_said_when_it_is_certain():
    clear = people(LEADER, 6, q="Yes") + people(NETWORK, 5, q="No")
    assert result(question(), clear).sentence == "Most often: Yes, 6 of 11 (54.5%)."
    hidden = people(LEADER, 7, q="Yes") + people(LEADER, 6, q="No") + people(LEADER, 1, q="Not sure")
    said = "Most often, of the answers that can be shown: Yes, 7 of 14 (50.0%)."
    assert result(question(), hidden).sentence == said


def test_the_bar_of_a_statement_fills_exactly_one_line():
    statement = question(kind="agreement", options=["Strongly agree", "Agree", "Disagree"])
    for many in ((9, 9, 8), (20, 5, 1), (1, 1, 1), (26, 0, 0)):
        responses = [
            {"group": LEADER, "q": option}
            for option, n in zip(statement.options, many, strict=True)
            for _ in range(n)
        ]
        segments = list(result(statement, responses).segments)
        ends = [start + width for _, start, width in segments]
        assert [start for _, start, _ in segments] == [Decimal(0), *ends[:-1]]
        assert abs(ends[-1] - 100) < Decimal("0.2")


def test_no_table_tells_a_cell_of_one_to_four_alone():
    """Every way eight people can answer, k = 3: a shown cell of anybody is never 1 or 2."""
    for many in product(range(5), repeat=4):
        responses = people(LEADER, many[0], q="Yes") + people(LEADER, many[1], q="No")
        responses += people(NETWORK, many[2], q="Yes") + people(NETWORK, many[3], q="No")
        for kind in ("one", "several"):
            given = responses if kind == "one" else [a | {"q": [a["q"]]} for a in responses]
            found = result(question(kind=kind), given, k=3)
            shown = [c.count for row in found.published.rows.values() for c in row if c.shown]
            assert not {1, 2} & set(shown), (many, kind)


def test_left_open_by_all_is_neither_an_answer_nor_unanimous():
    found = result(question(), people(LEADER, 6) + people(NETWORK, 6))
    assert (found.sentence, found.unanimous) == ("Nobody chose any of these.", [])


def test_everyone_alike_is_said_once():
    alike = people(LEADER, 6, q="Yes") + people(NETWORK, 6, q="Yes")
    assert result(question(), alike).unanimous == ["Everyone"]
