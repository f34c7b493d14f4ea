"""What may be read of a sealed survey, put together for the page and the spreadsheet alike."""

from kit.disclosure import percentage
from participants.models import Side
from surveys import results
from surveys.models import Question, Response
from surveys.services.counting import frame, whole_pairs


def results_page(survey):
    """Everything the results page shows but people's own words. The survey must be sealed."""
    questions = list(survey.questions.all())
    responses = list(Response.objects.filter(survey=survey).values_list("answers", flat=True))
    programme = survey.cohort.programme
    group = next(question for question in questions if question.is_group)
    headline_question = next((question for question in questions if question.is_headline), None)
    sides = frame(survey)
    invited = sum(number for number, _ in sides.values())
    return {
        "invited": invited,
        "answered": len(responses),
        "rate": percentage(len(responses), invited) if invited else None,
        "sides": [
            (programme.side_name_plural(side), *sides[side], percentage(sides[side][1], sides[side][0]))
            for side in Side.values
            if side in sides
        ],
        "pairs": whole_pairs(survey),
        "respondents": results.respondents(group, responses),
        "in_network_group": results.in_network_group(group, responses),
        "headline_question": headline_question,
        "headline": results.headline_of(headline_question, responses, k=programme.smallest_group)
        if headline_question
        else None,
        "question_results": _question_results(questions, group, responses, programme),
    }


def _question_results(questions, group, responses, programme):
    columns = (programme.leader_name_plural, programme.network_name_plural)
    return [
        results.result_of(question, group, responses, k=programme.smallest_group, columns=columns)
        for question in questions
        if question.kind != Question.Kind.TEXT and question != group
    ]


def tables_of(survey):
    """(headers, rows) of all published tables, one line for each answer."""
    rows = []
    for result in results_page(survey)["question_results"]:
        published = result.published
        for name, cells in published.rows.items():
            for column, base, cell in zip(published.columns, published.bases, cells, strict=True):
                rows.append([result.words, name, column, str(cell.count), str(cell.percent), str(base)])
    return ["Question", "Answer", "Who", "People", "Per cent", "Of"], rows
