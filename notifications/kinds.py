"""The kinds of message the programme sends. Apps declare theirs in `mails.py`; plp hands them over at start."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a message, made while it is sent and kept nowhere."""

    name: str
    content: str
    mimetype: str


@dataclass(frozen=True)
class Kind:
    """One kind of message.

    name: key, and the folder of its templates (`templates/emails/<name>/`). label: what people call it.
    context(message) -> dict for the templates; runs at sending, under the message's lock.
    attachments(message) -> list of `Attachment`, made at the same moment; never for a mailbox others read.
    still_true(message) -> bool, asked at the same moment: False withdraws the message for good.
    optional: the recipient may say "fewer reminders". audience: who gets it, in words.
    team_sees: whether the cohort's facilitators may see that it was sent to whom. Closed by default: that
    a survey reminder was withdrawn says that somebody has answered, and a call for help that there was one.
    """

    name: str
    label: str
    context: Callable[..., dict]
    still_true: Callable[..., bool] = lambda message: True
    optional: bool = False
    audience: str = ""
    team_sees: bool = False
    attachments: Callable[..., list] = lambda message: []


_kinds: dict[str, Kind] = {}


def declare(kinds):
    """Make kinds known. Two apps declaring one name is a mistake and raises ValueError."""
    for kind in kinds:
        if _kinds.get(kind.name, kind) != kind:
            raise ValueError(f"The message kind {kind.name!r} is declared twice.")
        _kinds[kind.name] = kind


def kind_named(name):
    """The declared kind; KeyError for an unknown one."""
    return _kinds[name]


def all_kinds():
    return list(_kinds.values())
