"""Joining: a profile is started, filled in page by page, sent, and withdrawn if somebody changes their mind."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.services import add_person, say_mail_is_shared
from audit.services import record
from notifications.services import notify
from participants.models import MatchingProfile, NotToBePaired, Participant, Side

State = Participant.State
ABOUT_FIELDS = ["groups", "job_title", "directorate", "site", "band", "line_manager_email"]
ANSWER_FIELDS = ["answer_1", "answer_2", "answer_3"]
PRACTICAL_FIELDS = ["mode", "days", "access_needs", "share_practical"]


@transaction.atomic
def start_profile(cohort, *, by, channel=""):
    """Begin to join a cohort; who has begun before goes on where they were, whoever withdrew starts anew.

    `ValidationError` when the cohort is not recruiting today.
    """
    participant = Participant.objects.select_for_update().filter(cohort=cohort, user=by).first()
    if participant is not None and participant.state != State.WITHDRAWN:
        return participant
    if not cohort.is_recruiting():
        raise ValidationError("This cohort is not open for joining today.")
    if participant is None:
        # A second press of the button at the same moment finds the first one's row.
        defaults = {"channel": channel} if channel else {}
        participant, _ = Participant.objects.get_or_create(cohort=cohort, user=by, defaults=defaults)
    elif participant.places.exists():
        raise ValidationError("You have taken part in this cohort already. The next one is open to you.")
    participant.started_at = timezone.now()
    participant.typed_by, participant.typed_name = None, ""
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
    _apply(participant, about, ABOUT_FIELDS)
    _tick(participant, could_be)
    participant.full_clean()
    participant.save()
    profile = MatchingProfile(participant=participant)
    _apply(profile, dict(zip(ANSWER_FIELDS, answers, strict=True)), ANSWER_FIELDS)
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
def save_about(participant, *, by, could_be, **fields):
    """Keep the page "about you". The side of an accepted place cannot be unticked by oneself."""
    participant = _own(participant, by)
    if participant.side and participant.side not in could_be:
        if participant.state == State.ACCEPTED:
            raise ValidationError(
                f"You have a place as {participant.side_name}. Ask the facilitators if that should change."
            )
        participant.side = ""
    _tick(participant, could_be)
    _apply(participant, fields, ABOUT_FIELDS)
    participant.full_clean()
    participant.save()
    record(by=by, verb="edited about themselves", thing=participant, cohort=participant.cohort)
    return participant


@transaction.atomic
def save_answers(participant, *, by, autosave=False, **answers):
    """Keep the three answers, until they are released to a partner.

    An autosave keeps whatever is there so far, and is not written to history each time; once the
    profile is sent it never empties an answer.
    """
    participant = _own(participant, by)
    if participant.is_placed:
        raise ValidationError("Your partner has these answers now, so they stay as they are.")
    profile = MatchingProfile.objects.select_for_update().get(participant=participant)
    if autosave and not participant.is_unfinished:
        answers = {name: words for name, words in answers.items() if words.strip()}
    _apply(profile, answers, ANSWER_FIELDS)
    profile.saved_at = timezone.now()
    profile.save()
    if not autosave:
        record(by=by, verb="edited their answers", thing=participant, cohort=participant.cohort)
    return profile


@transaction.atomic
def save_practical(participant, *, by, not_with=None, mail_is_shared=None, **fields):
    """Keep the page of practical things.

    not_with: the list of people not to be paired with, each in one's own words; None leaves it as it
    is. Words that stay the same keep what a facilitator settled about them.
    """
    participant = _own(participant, by)
    profile = MatchingProfile.objects.select_for_update().get(participant=participant)
    _apply(profile, fields, PRACTICAL_FIELDS)
    profile.saved_at = timezone.now()
    profile.save()
    if not_with is not None:
        _write_not_with(participant, not_with)
    if mail_is_shared is not None and by.mail_is_shared != mail_is_shared:
        say_mail_is_shared(by, mail_is_shared, by=by)
    record(by=by, verb="edited practical things", thing=participant, cohort=participant.cohort)
    return profile


@transaction.atomic
def send_profile(participant, *, by):
    """Hand the profile to the facilitators. Sending it twice changes nothing.

    `ValidationError` with one sentence for each thing that is still missing.
    """
    participant = _own(participant, by)
    if participant.state != State.STARTED:
        return participant
    missing = what_sending_needs(participant)
    if missing:
        raise ValidationError(missing)
    if len(participant.could_be) == 1:
        participant.side = participant.could_be[0]
    participant.typed_by, participant.typed_name = None, ""
    _move(participant, State.SENT)
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
    participant = _locked(participant)
    if by.pk != participant.user_id:
        raise PermissionDenied
    if participant.state == State.WITHDRAWN:
        return participant
    if participant.places.filter(left_at__isnull=True).exists():
        raise ValidationError("You have a partner: end the partnership first, on its own page.")
    _move(participant, State.WITHDRAWN)
    record(by=by, verb="withdrew", thing=participant, cohort=participant.cohort)
    return participant


def _own(participant, by):
    """The locked row of somebody who may still change their own profile."""
    if by.pk != participant.user_id:
        raise PermissionDenied
    participant = _locked(participant)
    if participant.is_out:
        raise ValidationError("This profile is closed: nothing in it can be changed any more.")
    if participant.typed_by_id and not participant.is_unfinished:
        # Imported, and now in its owner's hands. What was typed on the telephone is theirs once it is sent.
        participant.typed_by, participant.typed_name = None, ""
        participant.save(update_fields=["typed_by", "typed_name"])
    return participant


def _locked(participant):
    return (
        Participant.objects.select_for_update(of=["self"])
        .select_related("cohort__programme", "user")
        .get(pk=participant.pk)
    )


def _move(participant, state):
    participant.state = state
    participant.state_since = timezone.now()
    participant.save()


def _tick(participant, could_be):
    participant.could_be_leader = Side.LEADER in could_be
    participant.could_be_network = Side.NETWORK in could_be


def _apply(thing, fields, allowed):
    unknown = set(fields) - set(allowed)
    if unknown:
        raise TypeError(f"These cannot be set here: {', '.join(sorted(unknown))}.")
    for name, value in fields.items():
        setattr(thing, name, value)


def _write_not_with(participant, wanted):
    wanted = list(dict.fromkeys(words.strip() for words in wanted if words.strip()))
    kept = set()
    for row in participant.not_with.all():
        if row.words in wanted:
            kept.add(row.words)
        else:
            row.delete()
    for words in wanted:
        if words not in kept:
            NotToBePaired.objects.create(participant=participant, words=words)


def _tell(participant, kind):
    version = int(participant.state_since.timestamp())
    notify(
        participant.user,
        kind,
        key=f"{kind}:{participant.pk}:{participant.user_id}:{version}",
        about=participant,
        cohort=participant.cohort,
    )
