"""Bringing people in from a table: new ones with a sent profile, those here already up to date. All or nobody."""

from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.services import add_person
from audit.services import record_many
from notifications.models import Message
from notifications.services import queue_messages
from participants import updating
from participants.models import MatchingProfile, NotToBePaired, Participant

BATCH = 500
OWN_ROW = "This is your own row. Take it out, and join by the link like everybody else."
PERSON_FIELDS = [*updating.WORK, *updating.ABOUT, "typed_name", "could_be_leader", "could_be_network", "side"]
PROFILE_FIELDS = [*updating.PRACTICAL, *updating.ANSWERS, "saved_at"]


@transaction.atomic
def import_profiles(cohort, people, *, by, tell=True, checked=True):
    """Make a sent profile of each person (`columns.ImportedPerson`) not yet in the cohort.

    checked: the facilitator `by` answers for it that they are who they say. Whoever takes part already is
    left as they are. tell=False queues no message (a table of long ago). Returns the new participants.
    `ValidationError` for a row of `by`: nobody checks that they are themselves.
    """
    require_facilitator(cohort, by)
    _require_not_oneself(people, by)
    here = already_here(cohort, people)
    new = [person for person in people if person.email not in here]
    users = _users_of(new, by, cohort)
    now = timezone.now()
    participants = [_participant(person, users[person.email], cohort, by, now, checked) for person in new]
    Participant.objects.bulk_create(participants, batch_size=BATCH)
    pairs = list(zip(new, participants, strict=True))
    MatchingProfile.objects.bulk_create(
        (_profile(person, participant) for person, participant in pairs), batch_size=BATCH
    )
    NotToBePaired.objects.bulk_create(
        (
            NotToBePaired(participant=participant, words=words.strip())
            for person, participant in pairs
            for words in person.not_with
        ),
        batch_size=BATCH,
    )
    record_many(by=by, verb="imported", things=participants, cohort=cohort)
    if tell:
        queue_messages(
            Message(
                key=f"profile_received:{participant.pk}:{participant.user_id}:1",
                kind="profile_received",
                to_id=participant.user_id,
                about_id=participant.pk,
                cohort_id=cohort.pk,
            )
            for participant in participants
        )
    return participants


@transaction.atomic
def update_profiles(cohort, people, *, by):
    """Bring those of these people (`columns.ImportedPerson`) up to date who are in the cohort already.

    Which of it may be changed says `updating.changes_of`, of the locked rows. Nobody is told. Returns the
    participants something was changed about.
    """
    require_facilitator(cohort, by)
    _require_not_oneself(people, by)
    changed = [
        (person, changes) for _, person, changes in foresee_updates(cohort, people, lock=True) if changes.any
    ]
    now = timezone.now()
    for person, changes in changed:
        _put(person, changes.person)
        _put(person.profile, changes.profile | ({"saved_at": now} if changes.profile else {}))
    changed_people = [person for person, _ in changed]
    Participant.objects.bulk_update(changed_people, PERSON_FIELDS, batch_size=BATCH)
    profiles = [person.profile for person, changes in changed if changes.profile]
    MatchingProfile.objects.bulk_update(profiles, PROFILE_FIELDS, batch_size=BATCH)
    NotToBePaired.objects.bulk_create(
        (
            NotToBePaired(participant=person, words=words)
            for person, changes in changed
            for words in changes.wishes
        ),
        batch_size=BATCH,
    )
    record_many(by=by, verb="brought up to date", things=changed_people, cohort=cohort)
    return changed_people


def foresee_updates(cohort, people, *, lock=False):
    """(row, participant, `updating.Changes`) of those of these people who are in the cohort already."""
    here = Participant.objects.filter(cohort=cohort, user__email__in=[person.email for person in people])
    if lock:
        list(here.select_for_update(of=["self"]).order_by("pk").only("pk"))
    here = here.select_related("user", "profile", "cohort__programme").prefetch_related("not_with")
    known = {participant.user.email: participant for participant in here}
    placed = set(here.filter(places__isnull=False).values_list("pk", flat=True))
    found = []
    for row in people:
        if person := known.get(row.email):
            wishes = {wish.words for wish in person.not_with.all()}
            changes = updating.changes_of(row, person, person.profile, wishes, placed=person.pk in placed)
            found.append((row, person, changes))
    return found


def already_here(cohort, people):
    """The e-mails of those who are in the cohort already."""
    emails = [person.email for person in people]
    here = Participant.objects.filter(cohort=cohort, user__email__in=emails)
    return set(here.values_list("user__email", flat=True))


def is_of(person, user):
    """Whether a row is somebody's own."""
    return person.email == user.email.casefold()


def require_facilitator(cohort, by):
    if not cohort.is_facilitated_by(by):
        raise PermissionDenied


def _require_not_oneself(people, by):
    if any(is_of(person, by) for person in people):
        raise ValidationError(OWN_ROW)


def _put(thing, values):
    for name, value in values.items():
        setattr(thing, name, value)


def _users_of(people, by, cohort):
    """The account of each e-mail: those there are, and new ones whose address counts as verified."""
    emails = [person.email for person in people]
    known = User.objects.filter(email__in=emails)
    users = {user.email: user for user in known}
    unproved = set(known.unproved().values_list("email", flat=True))
    users |= {p.email: add_person(p.email, name=p.name, by=by) for p in people if p.email in unproved}
    fresh = [User(email=p.email, name=p.name) for p in people if p.email not in users]
    for user in fresh:
        user.set_unusable_password()
    User.objects.bulk_create(fresh, batch_size=BATCH)
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in fresh],
        batch_size=BATCH,
    )
    record_many(by=by, verb="added", things=fresh, cohort=cohort)
    return users | {user.email: user for user in fresh}


def _participant(person, user, cohort, by, now, checked):
    return Participant(
        cohort=cohort,
        user=user,
        state=Participant.State.SENT,
        channel=person.channel,
        could_be_leader="leader" in person.sides,
        could_be_network="network" in person.sides,
        side=person.sides[0] if len(person.sides) == 1 else "",
        groups=person.groups,
        job_title=person.job_title,
        directorate=person.directorate,
        site=person.site,
        band=person.band,
        line_manager_email=person.line_manager_email,
        checked_by=by if checked else None,
        checked_at=now if checked else None,
        typed_by=by,
        # An account that was here before keeps its name to itself, also from another Trust's facilitator.
        typed_name="" if user.name == person.name else person.name,
        started_at=person.sent_at or now,
        state_since=person.sent_at or now,
    )


def _profile(person, participant):
    answer_1, answer_2, answer_3 = person.answers
    return MatchingProfile(
        participant=participant,
        answer_1=answer_1,
        answer_2=answer_2,
        answer_3=answer_3,
        mode=person.mode,
        days=person.days,
        access_needs=person.access_needs,
    )
