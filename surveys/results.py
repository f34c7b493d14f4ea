"""Results of a sealed survey: who answered, and a table for each question, small numbers hidden.

Pure: takes plain questions and answers, no ORM. Rules: access.md "Small numbers", through `kit.disclosure`.
A fixed list of tables, three columns at most: everyone, and the two sides, "both" counted with the network's.
"""

from collections import Counter
from dataclasses import dataclass

from kit.disclosure import (
    Published,
    headline,
    percentage,
    percentages,
    suppress,
    suppress_ticks,
    unanimous,
)

NOT_ANSWERED = "Not answered"
UNSAID = "Not said"
BAR_HEIGHT, BAR_WIDTH = 46, 520


@dataclass(frozen=True)
class Share:
    """One line of a table that may be exact: how many took part, and how they see themselves."""

    name: str
    count: int
    percent: object


@dataclass(frozen=True)
class QuestionResult:
    """One question with its published table. `unanimous`: groups that all gave the same answer (to look at)."""

    words: str
    published: Published
    unanimous: dict
    sentence: str

    @property
    def head(self):
        """(column, base) of the table's head."""
        return list(zip(self.published.columns, self.published.bases, strict=True))

    @property
    def bars(self):
        """One bar an answer for everyone together, with its place in the picture; hidden numbers have none."""
        for index, (name, cells) in enumerate(self.published.rows.items()):
            top = index * BAR_HEIGHT
            yield {
                "name": name,
                "text_y": top + 16,
                "y": top + 24,
                "value_y": top + 36,
                "shown": cells[0].shown,
                "percent": cells[0].percent,
                "width": float(cells[0].percent) * BAR_WIDTH / 100 if cells[0].shown else 0,
            }

    @property
    def height(self):
        return len(self.published.rows) * BAR_HEIGHT


def respondents(group_question, responses):
    """How those who answered see themselves, exact, by largest remainder (9, 14, 3 → 34.6, 53.9, 11.5)."""
    said = Counter(answers.get(group_question.code, UNSAID) for answers in responses)
    names = [option for option in [*group_question.options, UNSAID] if said[option]]
    counts = [said[name] for name in names]
    return [Share(*line) for line in zip(names, counts, percentages(counts), strict=True)]


def in_network_group(group_question, responses):
    """Everybody who belongs to the network's group, "both" included (the paper: 17 of 26, 65.4 %)."""
    network, both = group_question.options[1:3]
    count = sum(answers.get(group_question.code) in (network, both) for answers in responses)
    return Share(network, count, percentage(count, len(responses)) if responses else None)


def headline_of(question, responses, *, k):
    """The first option against all others folded into one, of those who answered: (count, base, Cell)."""
    given = [answers[question.code] for answers in responses if question.code in answers]
    yes = sum(answer == question.options[0] for answer in given)
    return headline(yes, len(given), k=k), len(given)


def result_of(question, group_question, responses, *, k, columns):
    """The published table of one closed question. columns: the names of the two sides' columns."""
    group_of = _grouping(group_question, columns)
    if question.kind == "several":
        return _ticks(question, responses, group_of, k)
    counts = {option: Counter() for option in [*question.options, NOT_ANSWERED]}
    for answers in _asked(question, group_question, responses):
        counts[answers.get(question.code, NOT_ANSWERED)][group_of(answers)] += 1
    if question.asked_of:
        counts = {option: {"": sum(row.values())} for option, row in counts.items()}
    return QuestionResult(
        question.words, suppress(counts, k=k), unanimous(counts), _sentence(suppress(counts, k=k))
    )


def _ticks(question, responses, group_of, k):
    bases = Counter(group_of(answers) for answers in responses)
    ticks = {option: Counter() for option in question.options}
    for answers in responses:
        for option in answers.get(question.code, []):
            ticks[option][group_of(answers)] += 1
    published = suppress_ticks(ticks, bases, k=k)
    return QuestionResult(question.words, published, {}, _sentence(published))


def _asked(question, group_question, responses):
    """Those who were asked: everyone, or who sits (also) on the side the question is for."""
    if not question.asked_of:
        return responses
    leader, network, both = group_question.options[:3]
    seats = {leader, both} if question.asked_of == "leader" else {network, both}
    return [answers for answers in responses if answers.get(group_question.code) in seats]


def _grouping(group_question, columns):
    leader, network, both = group_question.options[:3]
    names = {leader: columns[0], network: columns[1], both: columns[1]}
    return lambda answers: names.get(answers.get(group_question.code), UNSAID)


def _sentence(published):
    """The table in one sentence, of what is shown only."""
    shown = {name: cells[0] for name, cells in published.rows.items() if cells[0].shown and cells[0].count}
    if not shown:
        return "Too few people answered to show this."
    most = max(shown, key=lambda name: shown[name].count)
    return f"Most often: {most}, {shown[most].count} of {published.bases[0]} ({shown[most].percent}%)."
