"""Bringing in the people of a form or spreadsheet: a draft, which column is what, a dry run, then all or nobody."""

import hashlib
from dataclasses import asdict, dataclass

from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from accounts.services import add_person
from audit.services import record, record_many
from notifications.models import Message
from notifications.services import queue_messages
from participants import columns
from participants.models import (
    ColumnMapping,
    ImportDraft,
    MatchingProfile,
    NotToBePaired,
    Participant,
)

BATCH = 500
OWN_ROW = "This is your own row. Take it out, and join by the link like everybody else."


@dataclass(frozen=True)
class DryRun:
    """What an import would do: new people, people already in this cohort (left as they are), problems."""

    new: list
    here: list
    problems: list


@transaction.atomic
def start_import(cohort, table, *, by):
    """Keep an uploaded table (`kit.tables.Table`) encrypted until it is imported, for a day at most."""
    _require_facilitator(cohort, by)
    if not table.rows:
        raise ValidationError("This table has headings, and no rows below them.")
    if any("@" in header for header in table.headers):
        # Somebody's own row stands where the headings should be, and the next page shows the headings.
        raise ValidationError("The first row should hold the headings, not a person.")
    stored = {key: value for key, value in asdict(table).items() if key in ("headers", "rows", "numbers")}
    draft = ImportDraft.objects.create(cohort=cohort, made_by=by, table=stored)
    record(by=by, verb="uploaded a table", thing=draft, cohort=cohort)
    return draft


def remembered_choices(draft):
    """Heading → meaning: as chosen for this draft, else the last time with these headings, else a guess."""
    headers = draft.table["headers"]
    if draft.choices:
        return draft.choices["columns"]
    known = ColumnMapping.objects.filter(
        programme=draft.cohort.programme_id, headers_hash=_hash(headers)
    ).first()
    return {**columns.guess(headers), **(known.choices if known else {})}


@transaction.atomic
def choose_columns(draft, choices, *, by, month_first=None):
    """Say which column is what, and remember it for the programme's next table with the same headings."""
    _require_own_draft(draft, by)
    missing = columns.missing_columns(choices)
    if missing:
        raise ValidationError([f"Choose the column for “{words}”." for words in missing])
    given = [meaning for meaning in choices.values() if meaning]
    twice = sorted({columns.MEANINGS[meaning] for meaning in given if given.count(meaning) > 1})
    if twice:
        raise ValidationError([f"“{words}” is chosen for two columns: keep one." for words in twice])
    draft.choices = {"columns": choices, "month_first": month_first}
    try:
        _read(draft)
    except columns.AmbiguousDates:
        raise ValidationError("The dates can be read day first or month first: say which.") from None
    draft.save(update_fields=["choices"])
    ColumnMapping.objects.update_or_create(
        programme=draft.cohort.programme,
        headers_hash=_hash(draft.table["headers"]),
        defaults={"choices": choices, "saved_at": timezone.now()},
    )
    record(by=by, verb="chose columns", thing=draft, cohort=draft.cohort)
    return draft


def dry_run(draft):
    """Work out what `confirm_import` would do; changes nothing. The columns must have been chosen."""
    people, problems = _read(draft)
    here = _already_here(draft.cohort, people)
    return DryRun(
        new=[person for person in people if person.email not in here],
        here=[person for person in people if person.email in here],
        problems=problems,
    )


@transaction.atomic
def discard_import(draft, *, by):
    """Throw an uploaded table away instead of importing it."""
    _require_own_draft(draft, by)
    record(by=by, verb="threw away a table", thing=draft, cohort=draft.cohort)
    draft.delete()


@transaction.atomic
def confirm_import(draft, *, by, checked=True):
    """Import everybody of the draft or, with a problem left, nobody. The draft is gone afterwards.

    checked: whether `by` has checked that they are who they say; otherwise each waits for "it is them".
    """
    _require_own_draft(draft, by)
    draft = ImportDraft.objects.select_for_update(of=["self"]).get(pk=draft.pk)
    people, problems = _read(draft)
    if problems:
        raise ValidationError("There are rows to put right first. Nobody was imported.")
    try:
        with transaction.atomic():
            made = import_profiles(draft.cohort, people, by=by, checked=checked)
    except IntegrityError:
        raise ValidationError(
            "Somebody of this table joined just now. Nobody was imported: try again."
        ) from None
    draft.delete()
    return made


@transaction.atomic
def import_profiles(cohort, people, *, by, tell=True, checked=True):
    """Make a sent profile of each person (`columns.ImportedPerson`) not yet in the cohort.

    checked: the facilitator `by` answers for it that they are who they say. Whoever takes part already is
    left as they are. tell=False queues no message (a table of long ago). Returns the new participants.
    `ValidationError` for a row of `by`: nobody checks that they are themselves.
    """
    _require_facilitator(cohort, by)
    if any(_is_of(person, by) for person in people):
        raise ValidationError(OWN_ROW)
    here = _already_here(cohort, people)
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


def forget_old_drafts(now):
    """Delete uploaded tables that nobody imported within a day. Returns how many."""
    return ImportDraft.objects.expired(now).delete()[0]


def _read(draft):
    table, choices = draft.table, draft.choices
    people, problems = columns.read_rows(
        table["headers"],
        table["rows"],
        table["numbers"],
        choices["columns"],
        columns.words_of(draft.cohort.programme),
        month_first=choices["month_first"],
    )
    own = [columns.Problem(person.number, OWN_ROW) for person in people if _is_of(person, draft.made_by)]
    return people, problems + own


def _is_of(person, user):
    return person.email == user.email.casefold()


def _already_here(cohort, people):
    emails = [person.email for person in people]
    return set(
        Participant.objects.filter(cohort=cohort, user__email__in=emails).values_list(
            "user__email", flat=True
        )
    )


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


def _hash(headers):
    return hashlib.sha256("\n".join(headers).casefold().encode()).hexdigest()


def _require_facilitator(cohort, by):
    if not cohort.is_facilitated_by(by):
        raise PermissionDenied


def _require_own_draft(draft, by):
    if draft.made_by_id != by.pk or not draft.cohort.is_facilitated_by(by):
        raise PermissionDenied
