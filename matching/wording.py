"""From what people wrote to what they mean: words by their stem, and the programme's topics as one concept each.

Pure. A concept is a string: a stem ("board"), or "#" and the name of a topic ("#progression"), so that the two
never meet. What somebody hopes for and what they offer is told apart by plain signs, all of them in this file.
"""

import re
from collections import Counter
from functools import cache, lru_cache

HOPE, OFFER = "hope", "offer"
TOPIC = "#"

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")

# Words that say nothing of what somebody is about: the grammar of English, and the grammar of these answers.
_STOP = """
a about above across after again against ago all almost along already also although always am among an and any
anybody anyone anything are around as at away back be became because become been before began behind being below
beside besides best better between both but by came can cannot come comes could did do does doing done down
during each either else enough even ever every everybody everyone everything far few first for found from full
further gave get gets getting give given go goes going gone good got great had half has have having he hello
help her here hers herself him himself his how however i if in inside instead into is it its itself just keep
kept kind knew know known large last late later least less let like liked lot made make makes making many may
maybe me mean might mine more most much must my myself near need needs never new next no nobody none nor not
nothing now of off often old on once one only onto open or other others our ours ourselves out outside over own
part perhaps person people please put quite rather real really right said same saw say says see seem seen
several shall she should show since small so some somebody someone something sometimes somewhere soon still such
sure take taken takes taking tell than that the their theirs them themselves then there these they thing things
think this those though thought three through till to together told too took toward towards try trying turn two
under until up upon us use used very want wanted was way ways we well went were what whatever when whenever
where whether which while who whom whose why will with within without word words work worked working works would
year years yes yet you your yours yourself able another bring brought curious experience experienced experiences
explain feel feels felt glad hear heard hope hopes hoping hoped interested interest learn learned learning
learnt long offer offering offers openly share shared sharing teach understand understanding understood wish
wonder i'm i've i'd i'll it's don't can't didn't doesn't isn't wasn't won't wouldn't couldn't shouldn't that's
there's we're we've you're they're what's let's led
four five six seven eight nine ten twenty forty
monday mondays tuesday tuesdays wednesday wednesdays thursday thursdays friday fridays saturday sunday weekend
january february march april june july august september october november december
ask asked asking asks answer answers bit call called calling calls day days half hold holding holds hour hours
idea ideas left meet meeting meetings meets met minute mind month months morning name names notice noticed
question sentence sit sitting start started talk talked talking talks time times today tomorrow week weeks won
"""
STOP_WORDS = frozenset(_STOP.split())

# A sentence is cut before a new thought of the same person: "…, and I can share …", "… but my own …".
_I = r"i(?:['’](?:m|ve|d))?"
# Nine blanks in a row are enough: to look from each of thousands to the last of them would take minutes.
_BREAK = re.compile(
    r"[.!?;\n]+"
    rf"|,?\s{{1,9}}(?:and|but|while|so)\s{{1,9}}(?=(?:{_I}|one|something|my|can|could|would|share|offer|to)\b)"
    rf"|,\s*(?=(?:{_I}|one|something|my)\b)",
    re.IGNORECASE,
)
# The first sign of learning or giving in such a part decides; wanting alone is a hope, having done it alone an offer.
_DONE = r"(?:learnt|learned|understood|led|chaired|managed|run|built|spent|worked|seen|been|lived|sat|trained|helped)"
_WANT = r"(?:want|wish|hope|hoping|would\s+(?:like|love)|i['’]d\s+(?:like|love))"
_GIVE = r"(?:share|offer|give|bring|teach|explain|pass\s+on|show|tell)"
_GLADLY = r"(?:(?:also|openly|gladly|happily|honestly|certainly)\s+)?"
_SIGNS = re.compile(
    rf"""\b(?:
    (?P<has> (?:{_I}|have|having|had)\s+(?:have\s+|had\s+)?{_DONE} | i\s+(?:lead|chair|manage|coach)
           | my\s+(?:own\s+)?experiences? | experienced?\s+(?:in|of|with) | years\s+(?:of|in|as|on))
    | (?P<giving> (?:to|can|could|would|will|may|and|please)\s+{_GLADLY}{_GIVE}
           | i\s+{_GLADLY}(?:give|bring|teach) | share | sharing | offer | offering)
    | (?P<learning> understand(?:ing)? | learn(?:ing)? | find\s+out | curious | interested | better\s+at
           | {_WANT}\s+(?:help\s+)?to\s+(?!{_GLADLY}{_GIVE}\b)\w+)
    | (?P<wanting> {_WANT})
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
# One of these words is in every sign.
_SIGN_WORDS = """
want wish hope hoping like love understand understanding learn learning find curious interested better share sharing
offer offering give bring teach explain pass show tell experience experiences experienced years lead chair manage coach
learnt learned understood led chaired managed run built spent worked seen been lived sat trained helped
"""
_NEEDED = frozenset(_SIGN_WORDS.split())
_KIND = {"giving": OFFER, "learning": HOPE}


@lru_cache(maxsize=200_000)
def concept_of(word):
    """The concept of one word in small letters; None for a word that says nothing."""
    word = _plain(word)
    return None if word in STOP_WORDS or len(word) < 2 else stem(word)


@lru_cache(maxsize=200_000)
def stem(word):
    """ "boards" and "board" are one: Snowball's English stem of a word in small letters."""
    return _stemmer().stemWord(_plain(word))


def _plain(word):
    word = word.replace("’", "'")
    return word if word in STOP_WORDS else word.removesuffix("'s")


@cache
def _stemmer():
    import snowballstemmer

    return snowballstemmer.stemmer("english")


class Topics:
    """A programme's vocabulary, made ready once: [(name, [words and phrases that mean it])]."""

    def __init__(self, topics=()):
        self.names = {_topic(name): name.strip() for name, _ in topics}
        phrases = {}  # first stem -> {second stem, None for none: {(the stems after the first, topic)}}
        for name, synonyms in topics:
            for phrase in (name, *synonyms):
                first, *rest = [stem(word) for word in WORD.findall(phrase.casefold())] or [None]
                of_first = phrases.setdefault(first, {})
                of_first.setdefault(rest[0] if rest else None, set()).add((tuple(rest), _topic(name)))
        longest_first = {
            first: {second: sorted(found, key=_by_length) for second, found in of_first.items()}
            for first, of_first in phrases.items()
        }
        self._concepts = _Known(concept_of)
        self._phrases = _Known(lambda word: longest_first.get(stem(word)))

    def met(self, small):
        """What stands in words in small letters: the concept of each, None where it says nothing or is part of a
        phrase, and the topics: [(topic, place, how many words)]."""
        concepts, topics, end = list(map(self._concepts.__getitem__, small)), [], 0
        for place, phrases in enumerate(map(self._phrases.__getitem__, small)):
            if phrases and place >= end:
                found = _longest(phrases, small, place)
                if found:
                    end = place + found[0][2]
                    topics += found
                    concepts[place:end] = [None] * (end - place)
        return concepts, topics


def _topic(name):
    return TOPIC + name.strip().casefold()


def _by_length(phrase):
    return -len(phrase[0]), phrase


def _longest(phrases, small, place):
    """The topics of the longest phrase that begins here, from the few whose second word comes next."""
    found = []
    after = phrases.get(stem(small[place + 1]), ()) if place + 1 < len(small) else ()
    for rest, topic in after:
        if found and 1 + len(rest) < found[0][2]:
            break
        if len(rest) == 1 or tuple(map(stem, small[place + 1 : place + 1 + len(rest)])) == rest:
            found.append((topic, place, 1 + len(rest)))
    return found or [(topic, place, 1) for _, topic in phrases.get(None, ())]


class _Known(dict):
    """What a function says of each word, asked once."""

    def __init__(self, of):
        self._of = of

    def __missing__(self, word):
        self[word] = found = self._of(word)
        return found


def found_in(words, topics):
    """Each concept of a part of a text, with the words that stand there: [("board", "boards"), …].

    The capital of its first word is only grammar and goes.
    """
    small = [word.casefold() for word in words]
    shown = [small[0], *words[1:]] if words and words[0].istitle() else words
    concepts, found = topics.met(small)
    found += [(concept, place, 1) for place, concept in enumerate(concepts) if concept]
    found.sort(key=lambda one: one[1])
    return [(concept, " ".join(shown[place : place + length])) for concept, place, length in found]


def concepts_in(small, topics):
    """Only the concepts, of words in small letters: the same, in no order and quicker."""
    concepts, found = topics.met(small)
    return {*concepts, *(topic for topic, _, _ in found)} - {None} if found else {*concepts} - {None}


def read(text, topics):
    """How often each concept stands in a text."""
    return Counter(concept for _, words in parts_of(text) for concept, _ in found_in(words, topics))


def parts_of(text):
    """The sentences of a text, cut where a new thought begins: [(HOPE, OFFER or None for neither, its words)]."""
    parts = [(part, WORD.findall(part)) for part in _BREAK.split(text)]
    return [(_kind(part, words), words) for part, words in parts if words]


def _kind(part, words):
    if _NEEDED.isdisjoint(map(str.casefold, words)):
        return None  # most parts: looking for a sign takes longer than all the rest
    kind = None
    for sign in _SIGNS.finditer(part):
        if decided := _KIND.get(sign.lastgroup):
            return decided
        kind = kind or (HOPE if sign.lastgroup == "wanting" else OFFER)
    return kind


def hopes_and_offers(text):
    """What somebody hopes for and what they offer, as two texts.

    A part with neither sign counts as both; so does everything when one of the two would be empty, because how
    somebody puts it must not cost them anything.
    """
    parts = [(kind, " ".join(words)) for kind, words in parts_of(text)]
    hopes = ". ".join(words for kind, words in parts if kind != OFFER)
    offers = ". ".join(words for kind, words in parts if kind != HOPE)
    return hopes or text, offers or text
