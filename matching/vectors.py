"""What two sides wrote as sparse vectors, one row a person and one column a concept, and how alike the rows are.

Pure. A concept counts once however often somebody writes it, weighted by its rarity among all who are compared.
"""

import itertools
from array import array
from collections import defaultdict
from math import log

import numpy as np

from matching import wording

TOPIC_WEIGHS = 1.5  # a topic somebody cared to name, against a word
LEARNING = 1  # the answer about learning and sharing: there, a part with neither sign counts as both


def concepts_of(answers, topics, read=wording.found_in):
    """(all, hopes, offers) of one person's answers, each what `read` makes of the parts of a text that belong there."""
    everything, hopes, offers = [], [], []
    for number, answer in enumerate(answers):
        for kind, words in wording.parts_of(answer):
            found = read(words, topics)
            everything += found
            both = kind is None and number == LEARNING
            if both or kind == wording.HOPE:
                hopes += found
            if both or kind == wording.OFFER:
                offers += found
    return everything, hopes or everything, offers or everything


class Texts:
    """The texts of both sides. `rarity` is what one concept weighs: {concept: weight}."""

    KINDS = ("all", "hopes", "offers")

    def __init__(self, leaders, network, topics):
        numbers, sides = defaultdict(itertools.count().__next__), []
        for side in (leaders, network):
            rows = {kind: _Rows() for kind in self.KINDS}
            for profile in side:
                small = [answer.casefold() for answer in profile.answers]
                found = concepts_of(small, topics, wording.concepts_in)
                for kind, concepts in zip(self.KINDS, found, strict=True):
                    rows[kind].add(map(numbers.__getitem__, set(concepts)))
            sides.append(rows)
        self._build(numbers, sides, len(leaders) + len(network))

    def rarity(self, concept):
        return float(self._weight[self._known[concept]])

    def alike(self, kind, other_kind, rows, columns):
        """How alike what leaders wrote of one kind is to what the network wrote of another, 0 to 1 for each pair.

        The root of the cosine. The cosine of two people's texts is small even when they have much in common;
        its root spreads those small values over the range and leaves 0 and 1 where they are.
        """
        there = self._vectors[1][other_kind][columns].T.toarray(order="C")
        return np.sqrt(np.minimum(self._vectors[0][kind][rows] @ there, np.float32(1)))

    def _build(self, numbers, sides, people):
        """Numbers the concepts by the alphabet, so that every sum is taken in the same order wherever it is."""
        alphabet = sorted(numbers)
        place = np.empty(len(alphabet), dtype=np.int32)
        for number, concept in enumerate(alphabet):
            place[numbers[concept]] = number
        self._known = {concept: number for number, concept in enumerate(alphabet)}
        used = [side["all"].counts(place) for side in sides]
        self._weight = _rarity(used[0] + used[1], alphabet, people)
        kept = np.flatnonzero((used[0] > 0) & (used[1] > 0))  # what only one side writes is in no product
        self._vectors = [
            {kind: rows.weighed(place, self._weight)[:, kept] for kind, rows in side.items()}
            for side in sides
        ]


def _rarity(used_by, alphabet, people):
    """1 for a concept only one person uses, towards 0 for one that everybody uses; topics weigh a little more."""
    weight = np.log((people + 1) / used_by) / log(people + 1)
    weight *= np.where([concept.startswith(wording.TOPIC) for concept in alphabet], TOPIC_WEIGHS, 1.0)
    return weight


class _Rows:
    """Sets of concept numbers, one after the other."""

    def __init__(self):
        self.numbers, self.ends = array("i"), array("q", [0])

    def add(self, numbers):
        self.numbers.extend(numbers)
        self.ends.append(len(self.numbers))

    def counts(self, place):
        return np.bincount(place[self._array()], minlength=len(place))

    def weighed(self, place, weight):
        """The rows as unit vectors: a long text gets no more than a short one."""
        from scipy.sparse import csr_array

        columns = place[self._array()]
        ends = np.frombuffer(self.ends, dtype=np.int64)
        rows = csr_array((weight[columns], columns, ends), shape=(len(ends) - 1, len(place)))
        rows.sort_indices()
        length = np.sqrt((rows * rows).sum(axis=1))
        rows.data /= np.repeat(np.where(length > 0, length, 1), np.diff(ends))
        return rows.astype(np.float32)

    def _array(self):
        return np.frombuffer(self.numbers, dtype=np.int32) if self.numbers else np.empty(0, dtype=np.int32)
