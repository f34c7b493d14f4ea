"""Partnerships: the partners' own pages, the leaver's remains, the facilitators' list, the assistant's page."""

from datetime import timedelta

from django.utils import timezone

from partnerships import services
from partnerships.models import Aim, Meeting, MeetingWords
from tests.access.rows import (
    ALL_PARTNERS,
    FACILITATORS,
    PARTICIPANTS,
    PARTNERS,
    TEAM,
    Row,
    key_of,
    page,
    signed_in,
)

THREE = PARTNERS | {"leaver"}


def add_to(world):
    own, partner = world.users["own"], world.users["partner"]
    yesterday = timezone.localdate() - timedelta(days=1)
    world.meeting = services.log_meeting(
        world.partnership, held_on=yesterday, minutes=60, mode="teams", by=own, words="ours", take_away="mine"
    )
    world.shared_words, world.private_words = world.meeting.words.order_by("-shared")
    world.old_meeting = Meeting.objects.create(
        partnership=world.partnership,
        held_on=yesterday - timedelta(days=30),
        logged_by=world.places["leaver"],
        logged_at=timezone.now() - timedelta(days=30),
    )
    world.leavers_words = MeetingWords.objects.create(
        meeting=world.old_meeting, author=world.places["leaver"], text="goodbye", shared=False
    )
    world.shared_aim = services.add_aim(world.partnership, words="ours", shared=True, by=own)
    world.own_aim = services.add_aim(world.partnership, words="mine", shared=False, by=own)
    world.reflection = services.write_reflection(world.participants["own"], text="alone", by=own)
    services.write_reflection(world.participants["partner"], text="alone too", by=partner)
    services.give_guide(world.programme, by=None)
    world.guide_section = world.programme.guide.first()
    world.old_aim = Aim.objects.create(
        partnership=world.partnership, words="once ours", added_at=timezone.now() - timedelta(days=30)
    )


def form(*personas, pk, also=None):
    """A page with a form: 200 for these, 200 again for an empty post; `also` are {status: personas}."""
    table = {200: set(personas)} | (also or {})
    return Row(get=table, post=table, kwargs=key_of(pk))


def question(*personas, pk, also=None):
    """A page that asks "sure?", with one button."""
    return Row(
        get={200: set(personas)} | (also or {}), post={302: set(personas)} | (also or {}), kwargs=key_of(pk)
    )


GUIDE_READERS = (ALL_PARTNERS - {"other_programme"}) | TEAM

ROWS = {
    "partnership_current": Row(
        get={302: ALL_PARTNERS, 200: (PARTICIPANTS | TEAM | {"delegate"}) - ALL_PARTNERS}
    ),
    "partnership_detail": page(*THREE, pk="partnership"),
    # Whoever left knows of the partnership, and may add nothing to it.
    "meeting_log": form(*PARTNERS, pk="partnership", also={403: {"leaver"}}),
    "aim_add": form(*PARTNERS, pk="partnership", also={403: {"leaver"}}),
    "nudge_silence": question(*PARTNERS, pk="partnership", also={403: {"leaver"}}),
    "aim_remove": [
        question(*PARTNERS, pk="shared_aim"),
        question("own", pk="own_aim", also={403: {"partner"}}),
        question(*PARTNERS, pk="old_aim", also={403: {"leaver"}}),
    ],
    "meeting_detail": [page(*PARTNERS, pk="meeting"), page(*THREE, pk="old_meeting")],
    "meeting_correct": form("own", pk="meeting", also={403: {"partner"}}),
    "meeting_remove": question("own", pk="meeting", also={403: {"partner"}}),
    "meeting_words": [
        form(*PARTNERS, pk="meeting"),
        form(*PARTNERS, pk="old_meeting", also={403: {"leaver"}}),
    ],
    "meeting_words_edit": [
        form("own", pk="shared_words"),
        form("own", pk="private_words"),
        form("leaver", pk="leavers_words"),
    ],
    "meeting_words_remove": [
        Row(post={302: {"own"}}, kwargs=key_of("shared_words")),
        Row(post={302: {"own"}}, kwargs=key_of("private_words")),
        Row(post={302: {"leaver"}}, kwargs=key_of("leavers_words")),
    ],
    "reflection_list": page(*PARTICIPANTS),
    "reflection_write": Row(get={200: PARTICIPANTS}, post={200: PARTICIPANTS}),
    "reflection_edit": form("own", pk="reflection"),
    "reflection_delete": question("own", pk="reflection"),
    "guide": signed_in(),
    "guide_print": page(*(ALL_PARTNERS | TEAM)),
    "guide_section": page(*GUIDE_READERS, pk="guide_section"),
    "arranging": page("delegate"),
    "partnership_list": Row(get={200: {*FACILITATORS}}, post={302: {*FACILITATORS}}, kwargs=key_of("cohort")),
    "partnership_close": form(*FACILITATORS, pk="partnership"),
}
