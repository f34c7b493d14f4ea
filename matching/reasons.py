"""Why a fit is what it is: each point traced to the words and facts it comes from, and told in sentences. Pure.

The sentences are for the people who match: they name what the two wrote, and never a number.
"""

from dataclasses import dataclass, replace

from matching import vectors, wording
from matching.scoring import DAYS, IN_PERSON, ONE_DAY, ONLINE, UNKNOWN

MOST = 4
WORDS = 3
MENTIONED = 2
DAY_NAMES = dict(zip(DAYS, ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays"), strict=True))


@dataclass(frozen=True)
class Trace:
    """Where points come from: a word both use, a topic both mean, or a fact about the two.

    shown: how a page names it; words: how each of the two wrote it (none for a fact); who: which of the two
    hopes for it, 0 or 1, where that is told apart; is_said: in so many words, on both sides.
    """

    shown: str
    points: float
    words: tuple = ()
    who: int | None = None
    is_said: bool = False
    code: str = ""


@dataclass(frozen=True)
class Part:
    """One named part of the fit of two people. value: 0 to 1; points: how much of the fit it makes up."""

    name: str
    weight: int
    value: float
    points: float
    traces: list

    @property
    def words(self):
        return [trace.shown for trace in self.traces]


def traced(one, other, values, fit):
    """The parts of the fit of two profiles, in the order of the weights."""
    texts = [_by_kind(profile, fit.topics) for profile in (one, other)]
    parts = []
    for name, weight in fit.weights:
        share = weight / fit.weights.total if weight else 0.0
        points = values[name] * share
        if name == "reciprocity":
            traces = [
                *_hoped(texts[0], texts[1], share * values["hopes of the one"] / 2, fit, who=0),
                *_hoped(texts[1], texts[0], share * values["hopes of the other"] / 2, fit, who=1),
            ]
        elif name == "shared_topics":
            traces = _shared(texts[0]["all"], texts[1]["all"], points, fit)
        else:
            traces = list(FACTS[name](one, other, share, values[name]))
        parts.append(Part(name, weight, values[name], points, traces))
    return parts


def _by_kind(profile, topics):
    """{kind: {concept: the words that stand there}}, and `said`: the concepts under a plain sign of each kind."""
    kinds = {"said": {wording.HOPE: set(), wording.OFFER: set(), None: set()}}
    for kind, found in zip(vectors.Texts.KINDS, vectors.concepts_of(profile.answers, topics), strict=True):
        kinds[kind] = {}
        for concept, words in found:
            kinds[kind].setdefault(concept, set()).add(words)
    for answer in profile.answers:
        for sign, words in wording.parts_of(answer):
            kinds["said"][sign] |= {concept for concept, _ in wording.found_in(words, topics)}
    return kinds


def _hoped(hopes, offers, points, fit, who):
    """What one hopes for and the other offers. `words` keep the order of the two, whoever of them hopes."""
    said = hopes["said"][wording.HOPE] & offers["said"][wording.OFFER]
    for trace in _shared(hopes["hopes"], offers["offers"], points, fit):
        words = trace.words if who == 0 else trace.words[::-1]
        yield replace(trace, words=words, who=who, is_said=trace.code in said)


def _shared(one, other, points, fit):
    """The concepts two texts share, each with its part of the points, the weightiest first."""
    weights = {concept: fit.texts.rarity(concept) ** 2 for concept in sorted(one.keys() & other.keys())}
    total = sum(weights.values())
    traces = []
    for concept, weight in weights.items():
        words = _alike(one[concept], other[concept])
        shown = min(words, key=lambda word: (len(word), word.swapcase()))
        if len({_stems(each) for each in words}) > 1:  # a topic, in other words
            name = _within_a_sentence(fit.topics.names[concept])
            shown = f"{name} ({', '.join(sorted(word for word in words if word != name))})"
        traces.append(Trace(shown, points * weight / total, words, code=concept))
    return sorted(traces, key=lambda trace: (-trace.points, trace.shown))


def _alike(one, other):
    """How each of the two wrote it: alike where they can be, in small letters where there are."""
    same = {word.casefold() for word in one} & {word.casefold() for word in other}
    return tuple(
        min([word for word in words if not same or word.casefold() in same], key=str.swapcase)
        for words in (one, other)
    )


def _within_a_sentence(name):
    """With a small letter, unless it begins with an abbreviation."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def _stems(words):
    return tuple(wording.stem(word) for word in wording.WORD.findall(words.casefold()))


def _work_worlds(one, other, share, value):
    if value:
        shown = "different directorates" if value > UNKNOWN else "directorate not known"
        yield Trace(shown, share * value, code="different_directorates" if value > UNKNOWN else "")


def _reachable(one, other, share, value):
    third = share / 3
    if not one.site or not other.site:
        yield Trace("place of work not known", third * UNKNOWN)
    elif one.site.casefold().split() == other.site.casefold().split():
        yield Trace("same site", third, code="same_site")
    if not one.mode or not other.mode:
        yield Trace("how they like to meet not known", third * UNKNOWN)
    elif {one.mode, other.mode} != {ONLINE, IN_PERSON}:
        shown = {ONLINE: "both like to meet on Teams", IN_PERSON: "both like to meet in person"}
        both = shown.get(one.mode) if one.mode == other.mode else None
        yield Trace(both or "ways to meet that go together", third, code="mode" if both else "")
    common = [day for day in DAYS if day in one.days & other.days]
    if not one.days or not other.days:
        yield Trace("days not known", third * UNKNOWN)
    elif common:
        yield Trace(_days(common), third * (ONE_DAY if len(common) == 1 else 1), code="days")


def _days(days):
    if len(days) == len(DAYS):
        return "any day suits both"
    if len(days) == len(DAYS) - 1:
        return "most days suit both"
    return f"{_joined([DAY_NAMES[day] for day in days])} suit both"


def _stretch(one, other, share, value):
    if value:
        yield Trace("a deliberate stretch that a matcher suggested", share, code="stretch")


FACTS = {"work_worlds": _work_worlds, "reachable": _reachable, "stretch": _stretch}


def in_words(parts, one, other):
    """At most four sentences, the weightiest first."""
    parts = {part.name: part for part in parts}
    told = []  # (points, sentence)
    said = [trace for trace in parts["reciprocity"].traces if trace.is_said]
    named = one.name and other.name
    names = (one.name, other.name) if named else ("the other", "the other")
    givers = names[::-1] if named else ("one of them", "one of them")
    for who in (0, 1):
        if words := _weightiest([trace for trace in said if trace.who == who]):
            points = sum(trace.points for trace in said if trace.who == who)
            told.append((points, f"{givers[who]} offers what {names[who]} hopes for: {words}"))
    twice = {trace.code for trace in said}
    told += _in_common([trace for trace in parts["shared_topics"].traces if trace.code not in twice])
    told += _facts(parts)
    told.sort(key=lambda both: -both[0])
    return [sentence for _, sentence in told if sentence][:MOST]


def _in_common(traces):
    """Topics are told as what both write about. A bare word is quoted: it may stand there by chance."""
    topics = [trace for trace in traces if trace.code.startswith(wording.TOPIC)]
    words = [replace(trace, shown=f"“{trace.shown}”") for trace in traces if trace not in topics]
    for found, told, most in ((topics, "both write about", WORDS), (words, "both mention", MENTIONED)):
        if said := _weightiest(found, most):
            yield sum(trace.points for trace in found), f"{told} {said}"


def _weightiest(traces, most=WORDS):
    """The few words that matter, as one phrase: none that weighs less than a third of the first."""
    return _joined([one.shown for one in traces if one.points and one.points * 3 >= traces[0].points][:most])


def _facts(parts):
    facts = {
        trace.code: trace for name in FACTS for trace in parts[name].traces if trace.points and trace.code
    }
    both = [facts.pop(code) for code in ("different_directorates", "same_site") if code in facts]
    if both:
        yield sum(trace.points for trace in both), ", ".join(trace.shown for trace in both)
    for trace in facts.values():
        yield trace.points, trace.shown


def _joined(words):
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
