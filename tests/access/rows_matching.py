"""Pairing: for the facilitator and the matcher who do not take part; for those who do it does not exist."""

from django.utils import timezone

from matching.models import Match, MatchingRound, Override, Topic
from matching.services import draft_match, open_round, propose_match, write_note
from participants.models import Side
from tests import make
from tests.access.rows import Row, button, key_of, page

TEAM = {"facilitator", "matcher"}
# Whoever takes part writes notes on others, and that is all.
NOTING = TEAM | {"facilitator_participant", "matcher_participant"}


def add_to(world):
    world.round = open_round(world.cohort, by=world.users["facilitator"])
    pair = [make.a_participant(world.cohort, side) for side in Side]
    world.match = propose_match(world.round, pair, reason="Both garden.", by=world.users["facilitator"])
    others = [make.a_participant(world.cohort, side) for side in Side]
    world.match_draft = draft_match(world.round, others, by=world.users["facilitator"])
    world.noted = pair[0]
    world.note = write_note(pair[0], words="Laughs easily.", by=world.users["facilitator"])
    world.own_note = write_note(pair[0], tags=["style"], by=world.users["matcher_participant"])
    one, other = sorted(pair, key=lambda person: person.pk)
    world.override = Override.objects.create(
        cohort=world.cohort,
        one=one,
        other=other,
        code="same_team",
        reason="One moves on in May.",
        made_by=world.users["facilitator"],
    )
    world.topic = Topic.objects.create(programme=world.programme, name="Money")
    facilitator, world.formed = world.users["facilitator"], make.a_partnership(world.cohort)
    earlier = MatchingRound.objects.create(
        cohort=world.cohort, number=9, released_at=timezone.now(), released_by=facilitator
    )
    Match.objects.create(
        round=earlier, state=Match.State.RELEASED, partnership=world.formed, proposed_by=facilitator
    )


def key_of_topic(world):
    return {"pk": world.cohort.pk, "topic": world.topic.pk}


def the_two(world):
    return {person.side: person.pk for person in world.match.people}


ROWS = {
    "matching_board": Row(get={200: TEAM}, post={200: TEAM}, kwargs=key_of("cohort")),
    "matching_search": button(*TEAM, pk="cohort"),
    "round_open": button(*TEAM, pk="cohort"),
    # The one who proposed it is not the second person: they know of it, and may not.
    "match_agree": Row(post={302: {"matcher"}, 403: {"facilitator"}}, kwargs=key_of("match")),
    "match_decline": Row(post={302: {"matcher"}, 403: {"facilitator"}}, kwargs=key_of("match")),
    "match_withdraw": Row(post={302: {"facilitator"}, 403: {"matcher"}}, kwargs=key_of("match")),
    "board_changes": page(*TEAM, pk="round"),
    "drafts_propose": button(*TEAM, pk="round"),
    "matches_agree": button(*TEAM, pk="round"),
    "match_pin": button(*TEAM, pk="match_draft"),
    "match_unpin": button(*TEAM, pk="match_draft"),
    "trio_yes": button(*TEAM, pk="match", data=lambda world: {"participant": world.noted.pk}),
    "cohort_notes": page(*NOTING, pk="cohort"),
    "cohort_notes_search": button(*NOTING, pk="cohort"),
    "person_notes": Row(get={200: NOTING}, post={200: NOTING}, kwargs=key_of("noted")),
    # Whoever wrote a note deletes it, or a facilitator; who takes part knows of no other's.
    "note_delete": [
        Row(post={302: {"facilitator"}, 403: {"matcher"}}, kwargs=key_of("note")),
        Row(post={302: {"facilitator", "matcher_participant"}, 403: {"matcher"}}, kwargs=key_of("own_note")),
    ],
    "override_add": Row(
        post={302: {"facilitator"}},
        kwargs=key_of("cohort"),
        query=the_two,
    ),
    "override_take_back": button("facilitator", pk="override"),
    # A matcher knows the round and may not release it.
    "round_release": Row(
        get={200: {"facilitator"}, 403: {"matcher"}},
        post={302: {"facilitator"}, 403: {"matcher"}},
        kwargs=key_of("round"),
    ),
    "round_list": Row(get={200: {"facilitator"}, 403: {"matcher"}}, kwargs=key_of("round")),
    "round_export": Row(post={302: {"facilitator"}, 403: {"matcher"}}, kwargs=key_of("round")),
    "partnership_withdraw": Row(
        get={200: {"facilitator"}}, post={302: {"facilitator"}}, kwargs=key_of("formed")
    ),
    "round_draw": Row(get={200: TEAM}, post={302: TEAM}, kwargs=key_of("cohort")),
    "match_what_if": Row(get={200: TEAM}, post={302: TEAM}, kwargs=key_of("cohort"), query=the_two),
    # Everybody who pairs people may look at the rules and try them; a facilitator changes them.
    "matching_rules": Row(get={200: TEAM}, post={200: TEAM}, kwargs=key_of("cohort")),
    "topic_list": page(*TEAM, pk="cohort"),
    "topic_add": Row(
        get={200: {"facilitator"}, 403: {"matcher"}},
        post={200: {"facilitator"}, 403: {"matcher"}},
        kwargs=key_of("cohort"),
    ),
    "topic_begin": Row(post={302: {"facilitator"}, 403: {"matcher"}}, kwargs=key_of("cohort")),
    "topic_edit": Row(
        get={200: {"facilitator"}, 403: {"matcher"}},
        post={200: {"facilitator"}, 403: {"matcher"}},
        kwargs=key_of_topic,
    ),
    "topic_remove": Row(post={302: {"facilitator"}, 403: {"matcher"}}, kwargs=key_of_topic),
}
