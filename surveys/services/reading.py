"""What may be read of a sealed survey, put together for the page and the spreadsheet alike."""

from dataclasses import dataclass

from kit.disclosure import Hidden, percentage
from participants.models import Side
from surveys import branching, results
from surveys.models import Question, Response
from surveys.services.counting import frame, whole_pairs


@dataclass(frozen=True)
class SealedSurvey:
    """A sealed survey with its questions and answers in hand: two queries, whatever is then asked of it."""

    survey: object
    questions: list
    responses: list

    @property
    def programme(self):
        return self.survey.cohort.programme

    @property
    def k(self):
        """The smallest group shown: what the sheet promised, whatever the programme says by now."""
        return self.survey.smallest_group

    @property
    def group(self):
        return next(question for question in self.questions if question.is_group)

    @property
    def topics(self):
        """[(number, title)] of the questionnaire's pages."""
        return [(number, title) for number, title, _ in branching.pages(self.questions)]

    def who_answered(self):
        """How many took part, exactly: against those invited by side, and by how they see themselves."""
        sides = frame(self.survey)
        invited = sum(number for number, _ in sides.values())
        return {
            "invited": invited,
            "answered": len(self.responses),
            "rate": percentage(len(self.responses), invited) if invited else None,
            "sides": [
                (
                    self.programme.side_name_plural(side),
                    *sides[side],
                    percentage(sides[side][1], sides[side][0]),
                )
                for side in Side.values
                if side in sides
            ],
            "pairs": whole_pairs(self.survey),
            "respondents": results.respondents(self.group, self.responses),
            "in_network_group": results.in_network_group(self.group, self.responses),
        }

    def headline(self):
        """The result of the question the questionnaire calls its headline; None without one."""
        return next((self._result(question) for question in self.questions if question.is_headline), None)

    def results(self, topics):
        """The published tables of the closed questions of these topics, question 1 apart."""
        closed = [q for q in self.questions if q.kind != Question.Kind.TEXT and not q.is_group]
        return [self._result(question) for question in closed if question.page in topics]

    def _result(self, question):
        columns = (self.programme.leader_name_plural, self.programme.network_name_plural)
        return results.result_of(question, self.group, self.responses, k=self.k, columns=columns)


def read_results(survey):
    """The sealed survey, to be asked what may be shown of it. The survey must be sealed."""
    responses = Response.objects.filter(survey=survey).values_list("answers", flat=True)
    return SealedSurvey(survey, list(survey.questions.all()), list(responses))


def tables_of(survey):
    """(headers, rows) of everything the results pages show in numbers, one line for each number."""
    sealed = read_results(survey)
    who = sealed.who_answered()
    seen, sent, answered = "How they see themselves", "Answered the survey", who["answered"]
    rows = [
        [seen, share.name, results.WHOLE, share.count, share.percent, answered]
        for share in who["respondents"]
    ]
    if answered:
        both = who["in_network_group"]
        rows.append([seen, f"{both.name} or both", results.WHOLE, both.count, both.percent, answered])
    rows += [[sent, "Yes", name, yes, percent, invited] for name, invited, yes, percent in who["sides"]]
    rows.append([sent, "Yes", results.WHOLE, answered, who["rate"], who["invited"]])
    rows.append([sent, "Whole pairs", results.WHOLE, who["pairs"], "", ""])
    for result in sealed.results({number for number, _ in sealed.topics}):
        published = result.published
        for name, cells in published.rows.items():
            for column, base, cell in zip(published.columns, published.bases, cells, strict=True):
                rows.append([result.words, name, column, *_shown(cell.count, cell.percent, base)])
    return ["Question", "Answer", "Who", "People", "Per cent", "Of"], rows


def _shown(*numbers):
    """Numbers as numbers, what is hidden in the words that stand for it on the page."""
    return [str(number) if isinstance(number, Hidden) else number for number in numbers]
