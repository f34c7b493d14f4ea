from types import SimpleNamespace

from surveys import branching
from tests.surveys.conftest import BOTH, LEADER, NETWORK, UNSAID


def question(code, number, page=1, asked_of="", is_group=False):
    options = [LEADER, NETWORK, BOTH, UNSAID] if is_group else ["Yes", "No"]
    return SimpleNamespace(
        code=code,
        number=number,
        page=page,
        page_title=f"Page {page}",
        asked_of=asked_of,
        is_group=is_group,
        options=options,
    )


QUESTIONS = [
    question("group", 1, is_group=True),
    question("mine", 2, 2, "leader"),
    question("yours", 3, 2, "network"),
    question("ours", 4, 3),
    question("leaders_page", 5, 4, "leader"),
]


def codes(answers):
    return [q.code for q in branching.asked(QUESTIONS, answers)]


def test_each_side_is_asked_its_own_questions():
    assert codes({"group": LEADER}) == ["group", "mine", "ours", "leaders_page"]
    assert codes({"group": NETWORK}) == ["group", "yours", "ours"]


def test_who_is_both_is_asked_what_either_is_asked():
    assert codes({"group": BOTH}) == ["group", "mine", "yours", "ours", "leaders_page"]


def test_who_prefers_not_to_say_or_has_not_said_yet_is_asked_what_everyone_is_asked():
    assert codes({"group": UNSAID}) == ["group", "ours"]
    assert codes({}) == ["group", "ours"]
    assert codes({"group": "something else"}) == ["group", "ours"]


def test_a_survey_without_the_question_of_sides_asks_everyone_everything():
    assert [q.code for q in branching.asked(QUESTIONS[1:], {})] == ["mine", "yours", "ours", "leaders_page"]


def test_only_pages_with_a_question_for_somebody_are_shown():
    def numbers(answers):
        return [number for number, _, _ in branching.pages(branching.asked(QUESTIONS, answers))]

    assert numbers({"group": LEADER}) == [1, 2, 3, 4]
    assert numbers({"group": UNSAID}) == [1, 3]


def test_pages_keep_the_order_of_the_questions():
    pages = branching.pages(list(reversed(QUESTIONS)))
    assert [(n, t, [q.code for q in qs]) for n, t, qs in pages] == [
        (1, "Page 1", ["group"]),
        (2, "Page 2", ["mine", "yours"]),
        (3, "Page 3", ["ours"]),
        (4, "Page 4", ["leaders_page"]),
    ]


def test_answers_to_questions_of_the_side_one_left_are_dropped():
    answers = {"group": NETWORK, "mine": "Yes", "yours": "No", "ours": "Yes", "long_gone": "x"}
    assert branching.only_asked(QUESTIONS, answers) == {"group": NETWORK, "yours": "No", "ours": "Yes"}
