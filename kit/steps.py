"""One line of "next for you": what an app offers to the home page."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Step:
    """Something one could do next.

    title: what it is, in the reader's words. url: where it is done. when: aware datetime it belongs to,
    if any. note: one calm line more. action: the words on the button ("Log this meeting"); empty for a
    plain link. also: further ways, as (words, url). rank: order on the page, lowest first; below 20 it may
    stand as the one next thing.
    """

    title: str
    url: str
    when: datetime | None = None
    note: str = ""
    action: str = ""
    rank: int = 50
    also: tuple = ()
