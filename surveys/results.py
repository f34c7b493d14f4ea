"""Results of a sealed survey: who answered, and a table for each question, small numbers hidden.

Pure: takes plain questions and answers, no ORM. Rules: access.md "Small numbers", through `kit.disclosure`.
A fixed list of tables, three columns at most: everyone, and the two sides, "both" counted with the network's.
"""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from kit.disclosure import Published, percentage, percentages, suppress, suppress_ticks, unanimous

NOT_ANSWERED = "Not answered"
UNSAID = "Not said"
WHOLE = "Everyone"
OTHERWISE = "Any other answer, or none"
NO_CHOICE = {NOT_ANSWERED, OTHERWISE}


@dataclass(frozen=True)
class Share:
    """One line of a table that may be exact: how many took part, and how they see themselves."""

    name: str
    count: int
    percent: object


@dataclass(frozen=True)
class QuestionResult:
    """One question with its published table, and what is to be looked at before anybody publishes it.

    unanimous: the groups that visibly all gave the same answer.
    """

    question: object
    published: Published
    unanimous: list[str]
    sentence: str

    @property
    def words(self):
        return self.question.words

    @property
    def is_agreement(self):
        return self.question.kind == "agreement"

    @property
    def head(self):
        """(column, base) of the table's head."""
        return list(zip(self.published.columns, self.published.bases, strict=True))

    @property
    def bars(self):
        """(answer, Cell) for everyone together: one bar each; what is hidden has none."""
        return [(name, cells[0]) for name, cells in self.published.rows.items()]

    @property
    def shares(self):
        """The bars that can be shown and are more than nothing."""
        return [(name, cell) for name, cell in self.bars if cell.shown and cell.count]

    @property
    def segments(self):
        """(tone, start, width) of one bar made of all answers, in per cent; hidden ones together come last."""
        start, hidden = Decimal(0), False
        for tone, cells in enumerate(self.published.rows.values()):
            hidden = hidden or not cells[0].shown
            if cells[0].shown and cells[0].count:
                yield tone, start, cells[0].percent
                start += cells[0].percent
        if hidden:
            yield "hidden", start, 100 - start


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


def result_of(question, group_question, responses, *, k, columns):
    """The published table of one closed question. columns: the names of the two sides' columns."""
    group_of = _grouping(group_question, columns)
    responses = _asked(question, group_question, responses)
    groups = {""} if question.asked_of else {group_of(answers) for answers in responses}
    groups = [name for name in ["", *columns, UNSAID] if name in groups]

    def tally(chosen):
        said = Counter(group_of(answers) for answers in chosen)
        return {group: said[group] if group else len(chosen) for group in groups}

    if question.kind == "several":
        ticks = {
            option: tally([answers for answers in responses if option in answers.get(question.code, [])])
            for option in question.options
        }
        published = suppress_ticks(ticks, tally(responses), k=k)
        return QuestionResult(question, published, [], _sentence(published))
    given = [answers.get(question.code, NOT_ANSWERED) for answers in responses]
    counts = {
        option: tally([answers for answers, said in zip(responses, given, strict=True) if said == option])
        for option in [*question.options, NOT_ANSWERED]
    }
    published = suppress(counts, k=k)
    if question.is_headline and not all(cells[0].shown for cells in published.rows.values()):
        counts, published = _folded(question, counts, k)
    return QuestionResult(question, published, _visibly_unanimous(counts, published), _sentence(published))


def _folded(question, counts, k):
    """A headline whose other answers are too few to show apart: they are one row (the paper: 23 of 26, 88.5 %).

    Nothing but this table is published of the question, and its base is everyone who took part, so that
    neither the single other answers nor who left it open can be worked out.
    """
    first = question.options[0]
    others = [row for option, row in counts.items() if option != first]
    folded = {first: counts[first], OTHERWISE: {g: sum(row[g] for row in others) for g in counts[first]}}
    return folded, suppress(folded, k=k, headline=first)


def _visibly_unanimous(counts, published):
    """Groups that all chose one answer, where the table shows it: a flag on a hidden cell would tell of it."""
    places = {column: place for place, column in enumerate(published.columns)}
    alike = [
        group
        for group, row in unanimous(counts).items()
        if row not in NO_CHOICE and group in places and published.rows[row][places[group]].shown
    ]
    return [WHOLE] if WHOLE in alike else alike


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
    """The table in one sentence, of what is shown only; "most often" only where nothing hidden could be more."""
    cells = {name: row[0] for name, row in published.rows.items() if name not in NO_CHOICE}
    shown = {name: cell for name, cell in cells.items() if cell.shown and cell.count}
    if not shown:
        nobody = all(cell.shown for cell in cells.values())
        return "Nobody chose any of these." if nobody else "Too few people gave any one answer to show this."
    most = max(shown, key=lambda name: shown[name].count)
    figure = f"{most}, {shown[most].count} of {published.bases[0]} ({shown[most].percent}%)."
    if all(cells[0].shown for cells in published.rows.values()):
        return f"Most often: {figure}"
    return f"Most often, of the answers that can be shown: {figure}"
