"""What a row of the access table is, and short ways to write the common ones. See README.md."""

from collections.abc import Callable
from dataclasses import dataclass, field

PARTNERS = {"own", "partner"}
# Everybody who has, or once had, a learning partner somewhere.
ALL_PARTNERS = PARTNERS | {
    "other_pair",
    "other_cohort",
    "other_programme",
    "leaver",
    "paused",
    "both_groups",
    "matcher_participant",
    "facilitator_participant",
    "evaluator_participant",
}
PARTICIPANTS = ALL_PARTNERS | {"applicant"}
FACILITATORS = {"facilitator", "facilitator_participant"}  # of the world's cohort
ALL_FACILITATORS = FACILITATORS | {"facilitator_elsewhere"}
MATCHERS = {"matcher", "matcher_participant"}
EVALUATORS = {"evaluator", "evaluator_participant"}
ADMINISTRATORS = {"administrator", "superuser"}
TEAM = ALL_FACILITATORS | MATCHERS | EVALUATORS | ADMINISTRATORS
SIGNED_IN = PARTICIPANTS | TEAM | {"delegate"}
ANYONE = SIGNED_IN | {"anonymous"}


def nothing(world):
    return {}


@dataclass(frozen=True)
class Row:
    """What a URL answers to whom.

    get, post: {status: {personas}}. Whoever is named nowhere gets 404, the anonymous visitor is sent to sign
    in. A method left out is one the page does not take: 405, or 404 for those who may not know of it.
    kwargs(world): of the URL, with a key of somebody's in it. data(world): what is posted. query(world): after
    the question mark. absent: the status for a key that nobody has (every row with kwargs is asked that too,
    and where the answer to the real key was 404 the two bodies must be the same); None: the kwargs hold no key.
    """

    get: dict = field(default_factory=dict)
    post: dict = field(default_factory=dict)
    kwargs: Callable = nothing
    data: Callable = nothing
    query: Callable = nothing
    absent: int | None = 404

    def expected(self, method, persona):
        """The statuses that are right for this persona and method."""
        table = self.get if method == "get" else self.post
        for status, personas in table.items():
            if persona in personas:
                return {status}
        if persona == "anonymous":
            return {302} if table else {302, 405}
        return {404} if table else {404, 405}


def key_of(name):
    """kwargs of `<uuid:pk>`: the key of the world's `name` ("partnership", "participants.own")."""

    def kwargs(world):
        thing = world
        for part in name.split("."):
            thing = thing[part] if isinstance(thing, dict) else getattr(thing, part)
        return {"pk": thing.pk}

    return kwargs


def page(*personas, pk="", **more):
    """A page to read: 200 for these, no POST. `pk` names the world's thing whose key is in the URL."""
    return Row(get={200: set(personas)}, kwargs=key_of(pk) if pk else nothing, **more)


def public():
    """A page for everybody, signed in or not."""
    return page(*ANYONE)


def signed_in():
    return page(*SIGNED_IN)


def button(*personas, pk="", status=302, data=nothing):
    """A POST that changes something and goes on elsewhere; no page of its own."""
    return Row(post={status: set(personas)}, kwargs=key_of(pk) if pk else nothing, data=data)


def admin_model(label, *personas, pk, list_only=(), extra=None):
    """The rows of one model's list and page in the admin, both read-only.

    label: "participants.participant". personas: who reads the world's `pk` there. list_only: who may open
    the list but has not got this one in it.
    """
    model = label.replace(".", "_")
    readers = set(personas)
    return {
        f"admin:{model}_changelist": page(*(readers | set(list_only))),
        f"admin:{model}_change": Row(
            get={200: readers},
            kwargs=lambda world: {"object_id": key_of(pk)(world)["pk"]},
            post={403: readers},
        ),
        **(extra or {}),
    }
