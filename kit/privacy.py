"""How an app says, for every field, what it is and how long it is kept (each app's `privacy.py`)."""

from dataclasses import dataclass

FOR_THE_PROGRAMME = "the programme's period"
WITH_ITS_OWNER = "as long as the thing it belongs to"


@dataclass(frozen=True)
class Field:
    """One stored field as a record of processing sees it.

    what: in plain words. kept: how long. own_copy: whether it goes into a person's own copy of their data.
    """

    what: str
    kept: str = WITH_ITS_OWNER
    own_copy: bool = False
