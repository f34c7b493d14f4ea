"""The messages about joining, places and roles: when each is still true, and what its words need."""

from notifications.kinds import Kind
from participants.models import Delegation, Participant, TeamRole

State = Participant.State


def _participant(message):
    people = Participant.objects.select_related("cohort__programme", "user")
    return people.filter(pk=message.about_id).first()


def _participant_context(message):
    participant = _participant(message)
    return {
        "participant": participant,
        "cohort": participant.cohort,
        "programme": participant.cohort.programme,
    }


def _while_in(*states):
    def still_true(message):
        participant = _participant(message)
        return participant is not None and participant.state in states

    return still_true


def _role(message):
    roles = TeamRole.objects.current().select_related("user", "cohort", "programme")
    return roles.filter(pk=message.about_id).first()


def _role_context(message):
    role = _role(message)
    return {
        "role": role,
        "cohort": role.cohort,
        "programme": role.programme,
        "is_me": role.user_id == message.to_id,
    }


def _delegation(message):
    delegations = Delegation.objects.current().select_related(
        "participant__user", "participant__cohort__programme"
    )
    return delegations.filter(pk=message.about_id).first()


def _delegation_context(message):
    delegation = _delegation(message)
    return {"delegation": delegation, "programme": delegation.participant.cohort.programme}


KINDS = [
    Kind(
        "profile_received",
        "Your profile has reached us",
        _participant_context,
        still_true=_while_in(State.SENT, State.WAITING, State.OFFERED, State.ACCEPTED),
        audience="who sent a profile",
        team_sees=True,
    ),
    Kind(
        "profile_typed",
        "A profile typed on the telephone, to confirm",
        _participant_context,
        still_true=_while_in(State.STARTED),
        audience="whose profile a facilitator typed",
    ),
    Kind(
        "profile_unfinished",
        "An unfinished profile, after 3 and 10 days",
        _participant_context,
        still_true=_while_in(State.STARTED),
        optional=True,
        audience="who started a profile and has not sent it",
        team_sees=True,
    ),
    Kind(
        "place_confirmed",
        "You have a place",
        _participant_context,
        still_true=_while_in(State.ACCEPTED),
        audience="who was accepted",
        team_sees=True,
    ),
    Kind(
        "waiting_list",
        "You are on the waiting list",
        _participant_context,
        still_true=_while_in(State.WAITING),
        audience="who was put on the waiting list",
        team_sees=True,
    ),
    Kind(
        "not_this_time",
        "Not this time",
        _participant_context,
        still_true=_while_in(State.DECLINED),
        audience="who was told “not this time”",
        team_sees=True,
    ),
    Kind(
        "role_confirmed",
        "A new team role",
        _role_context,
        still_true=lambda message: _role(message) is not None,
        audience="the team of that cohort, the new member included",
        team_sees=True,
    ),
    Kind(
        "delegation_given",
        "You may arrange somebody's meetings",
        _delegation_context,
        still_true=lambda message: _delegation(message) is not None,
        audience="the assistant",
    ),
]
