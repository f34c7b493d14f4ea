"""Makers of test data: one function a noun, every argument with a believable default."""

from datetime import timedelta
from itertools import count

from django.utils import timezone

from accounts.services import add_person
from kit.calendars import add_months
from participants.models import Cohort, MatchingProfile, Participant, Programme, Role, Side, TeamRole
from partnerships.models import LearningPartner, Partnership

_number = count(1)


def a_person(name="", email="", **fields):
    """Somebody who can sign in (address verified), without any role."""
    n = next(_number)
    user = add_person(email or f"person{n}@trust.example", name=name or f"Person {n}", by=None)
    for field, value in fields.items():
        setattr(user, field, value)
    user.save()
    return user


def a_programme(**fields):
    defaults = {
        "organisation": f"Trust {next(_number)}",
        "contact_email": "plp@trust.example",
        "wellbeing": "Wellbeing line, 0800 000 0001",
        "speak_up": "Freedom to Speak Up Guardian, speakup@trust.example",
        "staff_network": "Race equality network, network@trust.example",
    }
    return Programme.objects.create(**defaults | fields)


def a_cohort(programme=None, *, starts_on=None, opened=True, **fields):
    """A cohort whose partnerships start on `starts_on` (default: recruiting right now)."""
    today = timezone.localdate()
    starts_on = starts_on or today + timedelta(weeks=7)
    defaults = {
        "programme": programme or a_programme(),
        "name": f"Cohort {next(_number)}",
        "opens_on": starts_on - timedelta(weeks=9),
        "closes_on": starts_on - timedelta(weeks=3),
        "starts_on": starts_on,
        "opened_at": timezone.now() if opened else None,
    }
    return Cohort.objects.create(**defaults | fields)


def a_team_member(cohort, role, user=None, **person):
    """Somebody who holds a confirmed role in the cohort."""
    user = user or a_person(**person)
    TeamRole.objects.create(
        programme=cohort.programme,
        cohort=None if role == Role.ADMINISTRATOR else cohort,
        user=user,
        role=role,
        given_by=a_person(),
        confirmed_by=a_person(),
        confirmed_at=timezone.now(),
    )
    return user


def a_facilitator(cohort, user=None, **person):
    return a_team_member(cohort, Role.FACILITATOR, user, **person)


def a_matcher(cohort, user=None, **person):
    return a_team_member(cohort, Role.MATCHER, user, **person)


def an_evaluator(cohort, user=None, **person):
    return a_team_member(cohort, Role.EVALUATOR, user, **person)


def an_administrator(programme, user=None, **person):
    user = user or a_person(**person)
    TeamRole.objects.create(
        programme=programme,
        user=user,
        role=Role.ADMINISTRATOR,
        given_by=a_person(),
        confirmed_by=a_person(),
        confirmed_at=timezone.now(),
    )
    return user


def a_participant(
    cohort, side=Side.LEADER, *, user=None, state=Participant.State.ACCEPTED, name="", **fields
):
    """Somebody with a whole profile; accepted and checked unless `state` says otherwise."""
    user = user or a_person(name=name)
    accepted = state == Participant.State.ACCEPTED
    participant = Participant.objects.create(
        **{
            "cohort": cohort,
            "user": user,
            "side": side,
            "could_be_leader": side == Side.LEADER,
            "could_be_network": side == Side.NETWORK,
            "groups": [side],
            "state": state,
            "checked_at": timezone.now() if accepted else None,
            "directorate": "Adult Mental Health",
            "site": "Riverside House",
            "band": "Band 7",
        }
        | fields
    )
    MatchingProfile.objects.create(
        participant=participant,
        answer_1=f"{user.name} grew up above a shop.",
        answer_2=f"{user.name} would like to understand how decisions are made.",
        answer_3=f"{user.name} likes straight talking with kindness.",
        mode=MatchingProfile.Mode.EITHER,
        days=["tue"],
    )
    return participant


def a_partnership(cohort=None, *, started_on=None, partners=None):
    """Two partners of a running cohort; `partners` gives the participants when a test needs its own."""
    cohort = cohort or a_cohort(starts_on=add_months(timezone.localdate(), -2))
    partners = partners or [a_participant(cohort, Side.NETWORK), a_participant(cohort, Side.LEADER)]
    partnership = Partnership.objects.create(cohort=cohort, started_on=started_on or cohort.starts_on)
    for participant in partners:
        LearningPartner.objects.create(partnership=partnership, participant=participant)
    return partnership
