"""What the middle of the board shows: one person's profile, or two beside each other, question against question."""

from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import JSONObject

from matching.addressing import SIDES
from matching.exclusions import SET_ASIDE, Weight
from matching.forms import SetAsideForm
from matching.models import Match, MatchSeat, Override
from matching.noting import in_words, notes_between
from participants.models import Participant, Side
from partnerships.models import LearningPartner

NOTES = 20
THIRDS = 40


def chosen_people(cohort, address):
    """{side: Participant or None}: those the address names, if they take part on that side of this cohort."""
    keys = [address.chosen(side) for side in SIDES]
    if not any(keys):
        return dict.fromkeys(SIDES)
    partnered = LearningPartner.objects.current().filter(participant=OuterRef("pk"))
    seats = MatchSeat.objects.standing().filter(participant=OuterRef("pk"))
    seat = JSONObject(match="match_id", state="match__state", pinned="match__pinned")
    people = (
        Participant.objects.accepted()
        .filter(cohort=cohort, pk__in=[key for key in keys if key])
        .exclude(Exists(partnered))
        .annotate(seat_now=Subquery(seats.values(json=seat)[:1]))
    )
    found = {(person.side, person.pk): person for person in people.select_related("user", "profile")}
    return {side: found.get((side, key)) for side, key in zip(SIDES, keys, strict=True)}


def compared(cohort, user, chosen, pool):
    """Those chosen side by side; None while nobody is. At most three queries.

    chosen: {side: Participant or None}. pool: the cohort's `fitting.Pool`.
    """
    people = [chosen[side] for side in SIDES if chosen[side]]
    if not people:
        return None
    both = len(people) == 2
    keys = [person.pk for person in people]
    against = pool.against(*keys) if both else []
    barred = [reason for reason in against if reason.is_barred]
    seats = {person: person.seat_now for person in people if person.seat_now}
    together = _together(list(seats.values())) if both else None
    held = [] if together else [person for person, seat in seats.items() if not _gives_way(seat)]
    return {
        "people": people,
        "names": " and ".join(sorted(map(str, people))),
        "both": both,
        "answers": [
            (prompt, [(person, person.profile.answers[number]) for person in people])
            for number, (prompt, _) in enumerate(cohort.programme.prompts)
        ],
        "practical": practical_rows(people),
        "reasons": pool.reasons(*keys) if both else [],
        "to_settle": any(reason.weight is Weight.TO_SETTLE for reason in against),
        "barred": [(reason, SetAsideForm(auto_id=f"id_{reason.code}_%s")) for reason in barred],
        "thoughts": [] if barred else against,
        "overrides": _overrides(user, people) if any(reason.is_set_aside for reason in against) else [],
        "together": together,
        "held": sorted(map(str, held)),
        "drafted": [] if together else sorted(str(person) for person in seats if person not in held),
        "free": both and not barred and not held and _may_be_proposed(together),
        "notes": [in_words(note) for note in notes_between(user, people)[:NOTES]],
    }


def thirds_for(chosen, people, pool):
    """(key, words) of those who could make three of the two chosen: of the network, never a second leader."""
    two = [person.pk for person in chosen.values() if person]
    if len(two) != 2:
        return []
    others = [
        one for one in people if one.placed.side == Side.NETWORK and not one.is_drafted and one.pk not in two
    ]
    others = sorted(others, key=lambda one: not one.placed.open_to_trio)[:THIRDS]
    return [
        (str(one.pk), str(one) if one.placed.open_to_trio else f"{one} (to be asked)")
        for one in others
        if not any(reason.is_barred for reason in pool.against(*two, one.pk))
    ]


def practical_rows(people):
    """(what, [of each]) of the facts beside the answers, where anybody has said something."""
    rows = [
        ("Directorate", [person.directorate for person in people]),
        ("Place of work", [person.site for person in people]),
        ("Likes to meet", [person.profile.get_mode_display() for person in people]),
        ("Days that suit", [person.profile.day_names for person in people]),
        ("Access needs", [person.profile.access_needs for person in people]),
        ("Three together", ["could imagine it" if person.profile.open_to_trio else "" for person in people]),
        ("Band", [person.band for person in people]),
        ("Works as", [person.job_title for person in people]),
    ]
    return [(what, values) for what, values in rows if any(values)]


def _together(seats):
    """The match that both are in; None when there is none. One query, and only if there is one."""
    if len(seats) != 2 or seats[0]["match"] != seats[1]["match"]:
        return None
    return Match.objects.get(pk=seats[0]["match"])


def _gives_way(seat):
    return seat["state"] == Match.State.DRAFT and not seat["pinned"]


def _may_be_proposed(together):
    return together is None or together.state == Match.State.DRAFT


def _overrides(user, people):
    one, other = sorted(people, key=lambda person: person.pk)
    overrides = Override.objects.visible_to(user).filter(one=one, other=other)
    named = {override.code: override for override in overrides.select_related("made_by")}
    return [(SET_ASIDE.get(code, code), override) for code, override in named.items()]
