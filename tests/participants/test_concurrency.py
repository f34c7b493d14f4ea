"""One last place and five facilitators who give it away in the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connections
from django.utils import timezone

from participants.models import Participant, Side
from participants.services import accept_participant, start_profile, triage
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)
FULL = "All places for BME partners are taken: use the waiting list."


def at_once(acts):
    """Runs all of them in the same moment, each on a connection of its own; what each came to."""
    start = Barrier(len(acts), timeout=60)

    def run(act):
        try:
            connections["default"].ensure_connection()
            start.wait()
            act()
            return "done"
        except ValidationError as refusal:
            return refusal.messages[0]
        except Exception as problem:  # the test then names it
            return f"UNEXPECTED {type(problem).__name__}: {problem}"
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


def give_the_last_place_five_times():
    cohort = make.a_cohort(places=1)
    facilitators = [make.a_facilitator(cohort) for _ in range(5)]
    people = [
        make.a_participant(cohort, Side.NETWORK, state=Participant.State.SENT, checked_at=timezone.now())
        for _ in range(5)
    ]
    acts = [
        lambda person=person, by=by: accept_participant(person, by=by)
        for person, by in zip(people, facilitators, strict=True)
    ]
    return cohort, at_once(acts)


def test_the_last_place_is_given_once():
    cohort, outcomes = give_the_last_place_five_times()
    assert outcomes == [FULL] * 4 + ["done"]
    assert cohort.participants.accepted().count() == 1


def test_without_the_lock_it_would_be_given_more_than_once(monkeypatch):
    """The control: the same race without the lock on the cohort, counting before anybody has finished."""
    counted = Barrier(5, timeout=60)

    def require_room_unlocked(cohort, side, keys):
        taken = Participant.objects.accepted().filter(cohort=cohort, side=side).count()
        counted.wait()
        if taken >= cohort.places:
            raise ValidationError(FULL)

    monkeypatch.setattr(triage, "_require_room", require_room_unlocked)
    cohort, outcomes = give_the_last_place_five_times()
    assert outcomes == ["done"] * 5
    assert cohort.participants.accepted().count() == 5


def test_pressing_start_twice_at_once_makes_one_profile():
    cohort, person = make.a_cohort(), make.a_person()
    outcomes = at_once([lambda: start_profile(cohort, by=person)] * 5)
    assert outcomes == ["done"] * 5
    assert cohort.participants.count() == 1
