"""A cohort's door: what it says to who comes on a day, and why a profile would wait for a place."""

from django.utils import timezone

from kit.calendars import add_months
from participants.balance import has_known_domain
from participants.models import Participant, Side

EARLY, OPEN, FULL, LATE, OVER = "early", "open", "full", "late", "over"
ADDRESS = "address"
State = Participant.State


def stands(cohort, today=None):
    """How the door stands: "early", "open", "full", "late" or "over". While "full" or "late" a profile waits."""
    today = today or timezone.localdate()
    if cohort.opened_at is None or today < cohort.opens_on:
        return EARLY
    if today > last_day(cohort):
        return OVER
    if today > cohort.closes_on:
        return LATE
    return FULL if len(full_sides(cohort)) == len(Side) else OPEN


def takes_profiles(cohort, today=None):
    """Whether a profile can be started and sent, be it for the waiting list."""
    return stands(cohort, today) not in (EARLY, OVER)


def last_day(cohort):
    """The last day on which a profile is taken at all.

    Somebody may still step back, and a partner may be left alone: so after closing too, until a partnership
    of the shortest length could no longer end with the others.
    """
    programme = cohort.programme
    return add_months(cohort.starts_on, programme.longest_months - programme.shortest_months)


def full_sides(cohort):
    """The sides on which no place is free. A place that is offered is held."""
    if cohort.places is None:
        return []
    held = cohort.participants.filter(state__in=[State.OFFERED, State.ACCEPTED])
    sides = list(held.values_list("side", flat=True))
    return [side for side in Side if sides.count(side) >= cohort.places]


def why_wait(participant, today=None):
    """Why this profile, sent now, goes to the waiting list: "late", "full" or "address"; empty if it does not.

    "full": no place is free on any side they ticked. "address": it is of no domain the programme knows, and
    no facilitator has checked that it is them, or typed the profile for them.
    """
    stand = stands(participant.cohort, today)
    if stand in (LATE, FULL):
        return stand
    could_be = participant.could_be
    if could_be and set(could_be) <= set(full_sides(participant.cohort)):
        return FULL
    if participant.checked_at is None and participant.typed_by_id is None:
        return "" if knows(participant.cohort.programme, participant.user) else ADDRESS
    return ""


def knows(programme, user):
    """Whether one of somebody's verified addresses is of a domain the programme knows, if it names any."""
    if not programme.email_domains:
        return True
    verified = user.emailaddress_set.filter(verified=True).values_list("email", flat=True)
    return any(has_known_domain(email, programme) for email in {user.email, *verified})
