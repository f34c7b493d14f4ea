"""The messages about joining, places and roles: when each is still true, and what its words need."""

from django.utils import timezone

from notifications.kinds import Kind
from participants import door
from participants.balance import one_of
from participants.models import Delegation, Participant, TeamRole

State = Participant.State


def _participant(message):
    people = Participant.objects.select_related("cohort__programme", "user")
    return people.filter(pk=message.about_id).first()


def _participant_context(message):
    return about_participant(_participant(message))


def about_participant(participant):
    """What the words to or about somebody need; also for a preview, of somebody as they are about to be."""
    return {
        "participant": participant,
        "cohort": participant.cohort,
        "programme": participant.cohort.programme,
        "a_side": one_of(participant.side_name),
        "the_asked_side": one_of(participant.asked_side_name),
    }


def _unfinished_context(message):
    participant = _participant(message)
    closed = timezone.localdate() > participant.cohort.closes_on
    return about_participant(participant) | {"closed": closed}


def _received_context(message):
    participant = _participant(message)
    return about_participant(participant) | {"waits": door.why_wait(participant)}


def _while_in(*states):
    def still_true(message):
        participant = _participant(message)
        return participant is not None and participant.state in states

    return still_true


def _is_asked_about_side(message):
    participant = _participant(message)
    return participant is not None and participant.asked_side != "" and not participant.is_out


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
        _received_context,
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
        _unfinished_context,
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
        "place_offered",
        "A place is offered to you",
        _participant_context,
        still_true=_while_in(State.OFFERED),
        audience="who is offered a place",
        team_sees=True,
    ),
    Kind(
        "place_reminder",
        "A place still waits for your answer",
        _participant_context,
        still_true=_while_in(State.OFFERED),
        audience="who has not answered an offered place, two days before its day",
        team_sees=True,
    ),
    Kind(
        "place_taken_back",
        "The offered place is no longer held",
        _participant_context,
        still_true=_while_in(State.WAITING),
        audience="whose offered place was taken back",
        team_sees=True,
    ),
    Kind(
        "side_asked",
        "Would you take the other side?",
        _participant_context,
        still_true=_is_asked_about_side,
        audience="who ticked both sides and is asked about the other one",
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
