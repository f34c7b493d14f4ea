"""What somebody writes in their own profile, by the button or as they type. Nobody writes in another's."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.services import say_mail_is_shared
from audit.services import record
from participants.models import MatchingProfile, NotToBePaired, Participant, Side

State = Participant.State
ABOUT_FIELDS = ["groups", "job_title", "directorate", "site", "band", "line_manager_email"]
ANSWER_FIELDS = ["answer_1", "answer_2", "answer_3"]
PRACTICAL_FIELDS = ["mode", "days", "access_needs", "share_practical", "open_to_trio"]


@transaction.atomic
def save_about(participant, *, by, could_be, autosave=False, **fields):
    """Keep the page "about you". The side of a place given or offered cannot be unticked by oneself.

    An autosave keeps whatever is there so far, and is not written to history each time.
    """
    participant = owned(participant, by)
    _require_another_manager(fields.get("line_manager_email", ""), by)
    _let_go_of_unticked(participant, could_be)
    tick(participant, could_be)
    put(participant, fields, ABOUT_FIELDS)
    participant.full_clean()
    participant.save()
    if not autosave:
        record(by=by, verb="edited about themselves", thing=participant, cohort=participant.cohort)
    return participant


@transaction.atomic
def save_answers(participant, *, by, autosave=False, **answers):
    """Keep the three answers, until they are released to a partner.

    An autosave keeps whatever is there so far, and is not written to history each time; once the
    profile is sent it never empties an answer.
    """
    participant = owned(participant, by)
    if participant.is_placed:
        raise ValidationError("Your partner has these answers now, so they stay as they are.")
    profile = MatchingProfile.objects.select_for_update().get(participant=participant)
    if autosave and not participant.is_unfinished:
        answers = {name: words for name, words in answers.items() if words.strip()}
    _keep(profile, answers, ANSWER_FIELDS)
    if not autosave:
        record(by=by, verb="edited their answers", thing=participant, cohort=participant.cohort)
    return profile


@transaction.atomic
def save_practical(participant, *, by, not_with=None, mail_is_shared=None, autosave=False, **fields):
    """Keep the page of practical things.

    not_with: the list of people not to be paired with, each in one's own words; None leaves it as it
    is. Words that stay the same keep what a facilitator settled about them. An autosave is not written to
    history each time, and removes nothing that is settled: a name may be half typed.
    """
    participant = owned(participant, by)
    profile = MatchingProfile.objects.select_for_update().get(participant=participant)
    _keep(profile, fields, PRACTICAL_FIELDS)
    if not_with is not None:
        _write_not_with(participant, not_with, keep_settled=autosave)
    if mail_is_shared is not None and by.mail_is_shared != mail_is_shared:
        say_mail_is_shared(by, mail_is_shared, by=by)
    if not autosave:
        record(by=by, verb="edited practical things", thing=participant, cohort=participant.cohort)
    return profile


def owned(participant, by):
    """The locked row of somebody who may still change their own profile."""
    if by.pk != participant.user_id:
        raise PermissionDenied
    participant = locked(participant)
    if participant.is_out:
        raise ValidationError("This profile is closed: nothing in it can be changed any more.")
    if participant.typed_by_id and not participant.is_unfinished:
        # Imported, and now in its owner's hands. What was typed on the telephone is theirs once it is sent.
        participant.typed_by, participant.typed_name = None, ""
        participant.save(update_fields=["typed_by", "typed_name"])
    return participant


def locked(participant):
    """The row as it is now, and nobody else's to change until the transaction ends."""
    return (
        Participant.objects.select_for_update(of=["self"])
        .select_related("cohort__programme", "user")
        .get(pk=participant.pk)
    )


def tick(participant, could_be):
    """The sides they could take."""
    participant.could_be_leader = Side.LEADER in could_be
    participant.could_be_network = Side.NETWORK in could_be


def put(thing, fields, allowed):
    """Set fields, of those that may be set in this place."""
    unknown = set(fields) - set(allowed)
    if unknown:
        raise TypeError(f"These cannot be set here: {', '.join(sorted(unknown))}.")
    for name, value in fields.items():
        setattr(thing, name, value)


def _keep(profile, fields, allowed):
    put(profile, fields, allowed)
    profile.saved_at = timezone.now()
    profile.save()


def _require_another_manager(email, by):
    own = {by.email, *by.emailaddress_set.values_list("email", flat=True)}
    if email.strip().casefold() in {address.casefold() for address in own}:
        raise ValidationError(
            {
                "line_manager_email": "This is your own address. Give your line manager’s, or leave it empty "
                "if you have none."
            }
        )


def _let_go_of_unticked(participant, could_be):
    if participant.side and participant.side not in could_be:
        if participant.state == State.ACCEPTED:
            raise ValidationError(
                f"You have a place as {participant.side_name}. Ask the facilitators if that should change."
            )
        if participant.state == State.OFFERED:
            raise ValidationError(
                f"A place as {participant.side_name} is offered to you: first say whether you take it."
            )
        participant.side = ""
    if participant.asked_side not in could_be:
        participant.asked_side = ""


def _write_not_with(participant, wanted, *, keep_settled):
    wanted = list(dict.fromkeys(words.strip() for words in wanted if words.strip()))
    kept = set()
    for row in participant.not_with.all():
        if row.words in wanted:
            kept.add(row.words)
        elif not (keep_settled and row.resolved_at):
            row.delete()
    for words in wanted:
        if words not in kept:
            NotToBePaired.objects.create(participant=participant, words=words)
