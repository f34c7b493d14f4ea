"""Planned meetings: the partners of today and the assistant of one of them; nobody on the team."""

from datetime import timedelta

from django.utils import timezone

from partnerships import services
from tests.access.rows import PARTNERS, Row, key_of, page

KEEPERS = PARTNERS | {"delegate"}


def add_to(world):
    world.plan = services.plan_meeting(
        world.partnership,
        starts_at=timezone.now() + timedelta(days=9),
        minutes=60,
        mode="teams",
        where="Room 2",
        by=world.users["partner"],
    )


def form(pk, also=None):
    table = {200: KEEPERS} | (also or {})
    return Row(get=table, post=table, kwargs=key_of(pk))


ROWS = {
    "meeting_list": page(*PARTNERS, "leaver", pk="partnership"),
    "meeting_plan": form("partnership", also={403: {"leaver"}}),
    "meeting_move": form("plan"),
    "meeting_cancel": Row(get={200: KEEPERS}, post={302: KEEPERS}, kwargs=key_of("plan")),
    "meeting_calendar": page(*KEEPERS, pk="plan"),
}
