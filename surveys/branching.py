"""Which questions somebody is asked, and on which page: pure functions over questions and answers so far."""

from itertools import groupby


def asked(questions, answers):
    """The questions for somebody who answered so far what is in `answers` (code → answer).

    Question 1 says how one sees oneself: who sees themselves as both is asked what either side is asked,
    who prefers not to say only what everyone is asked.
    """
    seat = _seats(questions, answers)
    return [question for question in questions if not question.asked_of or question.asked_of in seat]


def _seats(questions, answers):
    group = next((question for question in questions if question.is_group), None)
    if group is None or len(group.options) < 3:
        return {"leader", "network"}
    leader, network, both = group.options[:3]
    return {leader: {"leader"}, network: {"network"}, both: {"leader", "network"}}.get(
        answers.get(group.code), set()
    )


def pages(questions):
    """[(number, title, questions)] in order; only pages that have a question."""
    ordered = sorted(questions, key=lambda question: question.number)
    grouped = groupby(ordered, key=lambda question: (question.page, question.page_title))
    return [(number, title, list(group)) for (number, title), group in grouped]


def only_asked(questions, answers):
    """The answers without those to questions that, as it turned out, were not asked."""
    codes = {question.code for question in asked(questions, answers)}
    return {code: answer for code, answer in answers.items() if code in codes}
