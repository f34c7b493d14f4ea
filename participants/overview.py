"""Everybody of a cohort at one glance, in one query: who is where, who is perhaps here twice, who manages whom."""

from dataclasses import dataclass
from functools import cached_property

from participants import balance, duplicates, lines
from participants.models import Participant, name_shown

OVER = {Participant.State.WITHDRAWN}


@dataclass(frozen=True)
class Row:
    key: object
    side: str
    state: str
    could_be_leader: bool
    could_be_network: bool
    directorate: str
    line_manager_email: str
    name: str
    email: str


class Overview:
    """people: a queryset of the participants whom the reader may see."""

    def __init__(self, people):
        fields = ("pk", "side", "state", "could_be_leader", "could_be_network", "directorate")
        fields += ("line_manager_email", "known_as", "user__email")
        people = people.annotate(known_as=name_shown()).order_by("known_as", "pk")
        self.rows = [Row(*values) for values in people.values_list(*fields)]
        self.names = {row.key: row.name for row in self.rows}

    @property
    def directorates(self):
        return sorted({row.directorate for row in self.rows} - {""})

    def picture(self, cohort):
        """The balance of the two sides."""
        rows = [(row.side, row.state, row.could_be_leader, row.could_be_network) for row in self.rows]
        return balance.picture_of(cohort.programme, rows, cohort.places)

    @cached_property
    def twins(self):
        """Key → the keys of those who are perhaps the same person. Who has withdrawn is left out."""
        here = [row for row in self.rows if row.state not in OVER]
        known = (duplicates.Known(row.key, row.name, row.email, row.directorate) for row in here)
        return duplicates.perhaps_the_same(known)

    def twins_of(self, key):
        """(key, name) of each who is perhaps the same person."""
        return [(other, self.names[other]) for other in self.twins.get(key, [])]

    @cached_property
    def lines(self):
        """Line managers nobody here is, and lines that go round, each as a list of (key, name)."""
        here = [row for row in self.rows if row.state not in OVER]
        seen = lines.look_at((row.key, row.email, row.line_manager_email) for row in here)
        given = {row.key: row.line_manager_email for row in here}
        unknown = [(key, self.names[key], given[key]) for key in seen.unknown]
        return {
            "unknown": unknown,
            "loops": [[(key, self.names[key]) for key in loop] for loop in seen.loops],
        }
