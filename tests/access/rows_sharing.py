"""Reflections that are shared: their author, the partner they were shared with, facilitators who are not close."""

from partnerships import services
from tests.access.rows import FACILITATORS, PARTNERS, Row, key_of, page


def add_to(world):
    own = world.users["own"]
    reflection = services.write_reflection(world.participants["own"], text="let them read", by=own)
    for audience in ("partner", "facilitators"):
        services.share_reflection(reflection, audience=audience, seen="let them read", by=own)
    world.shared_reflection = reflection
    world.share = reflection.shares.get(audience="partner")


ROWS = {
    "reflection_share": Row(get={200: {"own"}}, post={200: {"own"}}, kwargs=key_of("shared_reflection")),
    "reflection_take_back": Row(post={302: {"own"}}, kwargs=key_of("share")),
    "reflection_shared": page(*PARTNERS, "leaver", pk="partnership"),
    "reflections_sent": page(*FACILITATORS, pk="cohort"),
}
