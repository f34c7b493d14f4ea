"""Joining: a profile is started, sent, and withdrawn if somebody changes their mind."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.services import add_person
from audit.services import record
from notifications.services import notify
from participants import door
from participants.models import MatchingProfile, Participant
from participants.services.writing import ABOUT_FIELDS, ANSWER_FIELDS, locked, owned, put, tick

State = Participant.State


@transaction.atomic
def start_profile(cohort, *, by, channel=""):
    """Begin to join a cohort; who has begun before goes on where they were, whoever withdrew starts anew.

    Also for the waiting list, when joining has closed or all places are taken. `ValidationError` when the
    cohort takes no profile today.
    """
    participant = Participant.objects.select_for_update().filter(cohort=cohort, user=by).first()
    if participant is not None and participant.state != State.WITHDRAWN:
        return participant
    if not door.takes_profiles(cohort):
        raise ValidationError("This cohort is not open for joining today.")
    if participant is None:
        # A second press of the button at the same moment finds the first one's row.
        defaults = {"channel": channel} if channel else {}
        participant, _ = Participant.objects.get_or_create(cohort=cohort, user=by, defaults=defaults)
    elif participant.places.exists():
        raise ValidationError("You have taken part in this cohort already. The next one is open to you.")
    participant.started_at = timezone.now()
    participant.typed_by, participant.typed_name = None, ""
    participant.answer_by, participant.asked_side, participant.why_not = None, "", ""
    _move(participant, State.STARTED)
    MatchingProfile.objects.get_or_create(participant=participant)
    record(by=by, verb="started a profile", thing=participant, cohort=cohort)
    return participant


@transaction.atomic
def add_by_telephone(cohort, *, email, name, answers, by, could_be=(), **about):
    """A facilitator types what somebody says on the telephone; it counts once that person has sent it.

    answers: the three answers, in the order of the prompts. about: fields of "about you". The person is
    told by e-mail, signs in with a code, reads it and presses "This is me, send it".
    """
    if not cohort.is_facilitated_by(by):
        raise PermissionDenied
    user = add_person(email, name=name, by=by)
    if user.pk == by.pk:
        raise ValidationError("Nobody can type their own profile here: use the join page.")
    if Participant.objects.filter(cohort=cohort, user=user).exists():
        raise ValidationError("Somebody with this address already takes part in this cohort.")
    participant = Participant(cohort=cohort, user=user, typed_by=by, typed_name=name.strip())
    put(participant, about, ABOUT_FIELDS)
    tick(participant, could_be)
    participant.full_clean()
    participant.save()
    profile = MatchingProfile(participant=participant)
    put(profile, dict(zip(ANSWER_FIELDS, answers, strict=True)), ANSWER_FIELDS)
    profile.save()
    record(by=by, verb="typed a profile", thing=participant, cohort=cohort)
    notify(
        user,
        "profile_typed",
        key=f"profile_typed:{participant.pk}:{user.pk}:1",
        about=participant,
        cohort=cohort,
    )
    return participant


@transaction.atomic
def send_profile(participant, *, by):
    """Hand the profile to the facilitators, or to the waiting list (`door.why_wait`). Twice changes nothing.

    `ValidationError` with one sentence for each thing that is still missing, and when it comes too late
    even for the waiting list.
    """
    participant = owned(participant, by)
    if participant.state != State.STARTED:
        return participant
    missing = what_sending_needs(participant)
    if missing:
        raise ValidationError(missing)
    if not door.takes_profiles(participant.cohort):
        raise ValidationError(
            f"{participant.cohort} takes no more profiles. What you wrote stays yours to read."
        )
    waits = door.why_wait(participant)
    if len(participant.could_be) == 1:
        participant.side = participant.could_be[0]
    participant.typed_by, participant.typed_name = None, ""
    _move(participant, State.WAITING if waits else State.SENT)
    record(by=by, verb="sent their profile", thing=participant, cohort=participant.cohort)
    _tell(participant, "profile_received")
    return participant


def what_sending_needs(participant):
    """What a profile lacks before it can be sent, each in a sentence."""
    missing = []
    if not participant.could_be:
        missing.append("Say which place you could take (about you).")
    for (title, _), answer in zip(
        participant.cohort.programme.prompts, participant.profile.answers, strict=True
    ):
        if not answer.strip():
            missing.append(f"Write a few words for “{title}” (your three answers).")
    return missing


@transaction.atomic
def withdraw(participant, *, by):
    """Leave before there is a partner. No reason is asked. Whoever has a partner ends that first."""
    participant = locked(participant)
    if by.pk != participant.user_id:
        raise PermissionDenied
    if participant.state == State.WITHDRAWN:
        return participant
    if participant.places.filter(left_at__isnull=True).exists():
        raise ValidationError("You have a partner: end the partnership first, on its own page.")
    _move(participant, State.WITHDRAWN)
    record(by=by, verb="withdrew", thing=participant, cohort=participant.cohort)
    return participant


def _move(participant, state):
    participant.state = state
    participant.state_since = timezone.now()
    participant.save()


def _tell(participant, kind):
    version = int(participant.state_since.timestamp())
    notify(
        participant.user,
        kind,
        key=f"{kind}:{participant.pk}:{participant.user_id}:{version}",
        about=participant,
        cohort=participant.cohort,
    )
