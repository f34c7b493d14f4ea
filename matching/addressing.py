"""The board as somebody has it before them, in the words of its address. Keys only, never a name. Pure."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from participants.models.programmes import Side

SIDES = (Side.NETWORK, Side.LEADER)
LISTS = ("drafts", "waiting", "agreed")
PARAMETERS = [*SIDES, "for", *(f"{name}_page" for name in (*SIDES, *LISTS)), "tick", "third"]


@dataclass(frozen=True)
class Address:
    """Who is chosen, for which side partners are looked for, and which page of each list is open."""

    parameters: dict

    @classmethod
    def of(cls, query):
        return cls({name: query[name] for name in PARAMETERS if query.get(name)})

    @classmethod
    def of_text(cls, text):
        """From what a form sends back: anything that is not a parameter of the board is dropped."""
        return cls.of(dict(parse_qsl(text.removeprefix("?"))))

    def with_(self, fragment="", **changes):
        """The query string after these changes; None takes a parameter away."""
        parameters = {name: value for name, value in (self.parameters | changes).items() if value}
        return f"?{urlencode(parameters)}" + (f"#{fragment}" if fragment else "")

    def without(self, names):
        return Address({name: value for name, value in self.parameters.items() if name not in names})

    def chosen(self, side):
        try:
            return UUID(self.parameters.get(side, ""))
        except ValueError:
            return None

    @property
    def anchor(self):
        """The side of the person somebody looks for a partner for; None while nobody is chosen."""
        chosen = [side for side in SIDES if self.chosen(side)]
        if self.parameters.get("for") in chosen:
            return Side(self.parameters["for"])
        return chosen[0] if chosen else None

    def page(self, name):
        return self.parameters.get(f"{name}_page", 1)

    def choosing(self, side, key):
        """Choose somebody to find a partner for; whoever was beside the last one is put back."""
        other = opposite(side)
        changes = {side: key, other: None, "for": side, f"{other}_page": None, "third": None}
        return self.with_("compare", **changes)

    def beside(self, side, key):
        """Read somebody beside the person already chosen."""
        return self.with_("compare", **{side: key, "for": self.anchor, "third": None})

    def reading(self, people):
        """Both of a pair beside each other, wherever their pair stands."""
        two = {person.side: person.pk for person in people[:2]}
        return self.with_("compare", **dict.fromkeys((*SIDES, "third")) | two)


def opposite(side):
    return SIDES[1 - SIDES.index(side)]


def turning(page, name, address, fragment):
    """Where the page before and the page after are; empty where there is none."""

    def href(number):
        return address.with_(fragment, **{f"{name}_page": number})

    return {
        "previous": href(page.previous_page_number()) if page.has_previous() else "",
        "next": href(page.next_page_number()) if page.has_next() else "",
    }
