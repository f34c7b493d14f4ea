"""What a row of a table changes about somebody who is here already. Pure: nothing is saved.

Only what stands in the table, and a blank cell changes nothing. Somebody who uses their profile themselves keeps
every word of it: only what they left blank about their work is filled in. Who has a place keeps their side, and
what a partner has read stays as it is. Names of people not to be paired with are added, never taken away.
"""

from dataclasses import dataclass, field

from participants.columns import MEANINGS

WORK = ("job_title", "directorate", "site", "band", "line_manager_email")
ABOUT = ("channel", "groups")
PRACTICAL = ("mode", "days", "access_needs")
ANSWERS = ("answer_1", "answer_2", "answer_3")
# Whether somebody's groups are those of the table is nobody's to read; nor are names not to be paired with.
SILENT = ("groups",)
NOT_SENT = "has not sent their profile yet: left as it is"
IS_OUT = "is not in any more: left as they are"


@dataclass
class Changes:
    """person, profile: field → new value. wishes: new words. labels: what changes. kept: what does not, in words."""

    person: dict = field(default_factory=dict)
    profile: dict = field(default_factory=dict)
    wishes: list = field(default_factory=list)
    labels: list = field(default_factory=list)
    kept: list = field(default_factory=list)

    @property
    def any(self):
        return bool(self.person or self.profile or self.wishes)


def changes_of(row, person, profile, wishes, *, placed):
    """row: `columns.ImportedPerson`. person, profile: theirs. wishes: the words they gave before.
    placed: a partner has, or had, their profile."""
    changes = Changes()
    if person.is_unfinished or person.is_out:
        changes.kept.append(NOT_SENT if person.is_unfinished else IS_OUT)
        return changes
    is_theirs = person.typed_by_id is None
    for name in WORK:
        if is_theirs and getattr(person, name):
            _keep(changes, row, person, name)
        else:
            _set(changes, changes.person, row, person, name)
    told = [(changes.person, person, ABOUT), (changes.profile, profile, PRACTICAL)]
    if placed:
        _keep_answers(changes, row, profile, "their answers: a partner has read them")
    else:
        told.append((changes.profile, profile, ANSWERS))
    if is_theirs:
        names = [(thing, name) for _, thing, names in told for name in names if name not in SILENT]
        if any(_differs(row, thing, name) for thing, name in names):
            changes.kept.append("what they wrote themselves")
        return changes
    for into, thing, names in told:
        for name in names:
            _set(changes, into, row, thing, name)
    _name(changes, row, person)
    _side(changes, row, person)
    changes.wishes = _new(row, wishes)
    return changes


def value_of(row, name):
    """What the row says of a field."""
    return row.answers[int(name[-1]) - 1] if name in ANSWERS else getattr(row, name)


def _differs(row, thing, name):
    there, said = getattr(thing, name), value_of(row, name)
    same = set(there) == set(said) if isinstance(said, list) else there == said
    return name in row.filled and not same


def _set(changes, into, row, thing, name):
    if _differs(row, thing, name):
        into[name] = value_of(row, name)
        if name not in SILENT:
            changes.labels.append(MEANINGS[name].removesuffix(" (private)"))


def _keep(changes, row, person, name):
    if _differs(row, person, name):
        changes.kept.append(f"their own words for “{MEANINGS[name]}”")


def _keep_answers(changes, row, profile, words):
    if any(_differs(row, profile, name) for name in ANSWERS):
        changes.kept.append(words)


def _name(changes, row, person):
    if "name" in row.filled and row.name != person.name:
        # An account that was here before keeps its name to itself.
        changes.person["typed_name"] = "" if row.name == str(person.user) else row.name
        changes.labels.append(MEANINGS["name"])


def _side(changes, row, person):
    if "side" not in row.filled or set(row.sides) == set(person.could_be):
        return
    if person.state not in (person.State.SENT, person.State.WAITING) or person.asked_side:
        changes.kept.append("their side: they have a place, or have been asked")
        return
    changes.person |= {
        "could_be_leader": "leader" in row.sides,
        "could_be_network": "network" in row.sides,
        "side": row.sides[0] if len(row.sides) == 1 else "",
    }
    changes.labels.append(MEANINGS["side"])


def _new(row, wishes):
    """Names not to be paired with that were not there."""
    return [words.strip() for words in row.not_with if words.strip() not in wishes]
