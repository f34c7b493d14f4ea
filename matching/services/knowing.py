"""What the team knows of people: notes, and reasons to set a bar aside. Forgotten some days after the release."""

from django.db import transaction


@transaction.atomic
def write_note(about, other=None, *, tags=(), flags=(), words="", by):
    """Note something on one person, or on two together. Returns the `MatcherNote`.

    by: a facilitator or matcher of the cohort, also one who takes part; never about oneself.
    """
    raise NotImplementedError


@transaction.atomic
def delete_note(note, *, by):
    """Delete one's own note; a facilitator of the matching team deletes anybody's."""
    raise NotImplementedError


@transaction.atomic
def set_aside(one, other, code, *, reason, by):
    """Set aside one bar between two people, as a facilitator, with a written reason. Returns the `Override`."""
    raise NotImplementedError


@transaction.atomic
def take_back_override(override, *, by):
    raise NotImplementedError


@transaction.atomic
def forget_notes(now):
    """Delete notes and overrides whose time is over. Returns how many."""
    raise NotImplementedError
