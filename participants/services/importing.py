"""A table between its upload and "import these people": a draft, which column is what, a dry run, then all or nobody.

Up to LARGEST_AT_ONCE rows are imported while one waits. More are left to a worker: `begin_import` says so in the
draft, `run_import` does it, whoever calls it and however often. The worker holds a lock of its transaction's, so a
killed one leaves neither people nor a lock behind, and the next tick begins anew.
"""

import hashlib
from dataclasses import asdict, dataclass
from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from audit.services import record
from participants import columns
from participants.models import ColumnMapping, ImportDraft
from participants.services.bringing_in import (
    OWN_ROW,
    already_here,
    foresee_updates,
    import_profiles,
    is_of,
    require_facilitator,
    update_profiles,
)

LARGEST_AT_ONCE = 300
SLICE = 200  # rows between two steps of the progress shown
LONGEST = timedelta(hours=1)
NOT_HERE = "Nobody here has this e-mail, and this table only brings people up to date who are here."
TO_PUT_RIGHT = "There are rows to put right first. Nobody was imported."
JOINED_JUST_NOW = "Somebody of this table joined just now. Nobody was imported: try again."
IS_RUNNING = "This file is being imported just now."


@dataclass(frozen=True)
class DryRun:
    """What an import would do. new: new people. here: people already in this cohort. problems: to put right.

    updates: (row, participant, `updating.Changes`) of those already here, for the choice to bring them up to date.
    """

    new: list
    here: list
    problems: list
    updates: list


@transaction.atomic
def start_import(cohort, table, *, by):
    """Keep an uploaded table (`kit.tables.Table`) encrypted until it is imported, for a day at most."""
    require_facilitator(cohort, by)
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
def choose_columns(draft, choices, *, by, month_first=None, only_known=False):
    """Say which column is what, and remember it for the programme's next table with the same headings.

    only_known: the table only brings people up to date who are here already, so it needs the e-mail alone.
    """
    _require_own_draft(draft, by)
    _require_still(draft)
    missing = columns.missing_columns(choices, only_known=only_known)
    if missing:
        raise ValidationError([f"Choose the column for “{words}”." for words in missing])
    given = [meaning for meaning in choices.values() if meaning]
    twice = sorted({columns.MEANINGS[meaning] for meaning in given if given.count(meaning) > 1})
    if twice:
        raise ValidationError([f"“{words}” is chosen for two columns: keep one." for words in twice])
    draft.choices = {"columns": choices, "month_first": month_first, "only_known": only_known}
    draft.update_known = only_known or draft.update_known
    try:
        _read(draft)
    except columns.AmbiguousDates:
        raise ValidationError("The dates can be read day first or month first: say which.") from None
    draft.save(update_fields=["choices", "update_known"])
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
    here = already_here(draft.cohort, people)
    return DryRun(
        new=[person for person in people if person.email not in here],
        here=[person for person in people if person.email in here],
        problems=problems,
        updates=foresee_updates(draft.cohort, people) if here and not problems else [],
    )


def problems_of(draft):
    """The rows to put right, as (row number, heading, what to do), for a file to work through.

    Never a cell: neither a private one nor any other.
    """
    headings = {meaning: heading for heading, meaning in draft.choices["columns"].items() if meaning}
    return [
        (problem.number, headings.get(problem.meaning, "The whole row"), problem.words)
        for problem in _read(draft)[1]
    ]


@transaction.atomic
def discard_import(draft, *, by):
    """Throw an uploaded table away instead of importing it."""
    _require_own_draft(draft, by)
    _require_still(draft)
    record(by=by, verb="threw away a table", thing=draft, cohort=draft.cohort)
    draft.delete()


@transaction.atomic
def confirm_import(draft, *, by, checked=True, update=False):
    """Import everybody of the draft or, with a problem left, nobody. The draft is gone afterwards.

    checked: whether `by` has checked that they are who they say; otherwise each waits for "it is them".
    update: bring those who are here already up to date (`update_profiles`). Returns (new, brought up to date),
    two lists; None when the draft has been imported, or thrown away, by another press of the button.
    """
    _require_own_draft(draft, by)
    draft = ImportDraft.objects.select_for_update(of=["self"]).filter(pk=draft.pk).first()
    if draft is None:
        return None
    _require_still(draft)
    try:
        with transaction.atomic():
            made = _bring_in(draft, by, checked, update)
    except IntegrityError:
        raise ValidationError(JOINED_JUST_NOW) from None
    draft.delete()
    return made


@transaction.atomic
def begin_import(draft, *, by, checked=True, update=False):
    """Leave the import to a worker, which calls `run_import`. Saying it twice changes nothing."""
    _require_own_draft(draft, by)
    draft = ImportDraft.objects.select_for_update(of=["self"]).select_related("cohort").get(pk=draft.pk)
    if draft.is_running or draft.is_done:
        return draft
    if _read(draft)[1]:
        raise ValidationError(TO_PUT_RIGHT)
    draft.choices = draft.choices | {"checked": checked}
    draft.update_known, draft.running_since, draft.done, draft.outcome = update, timezone.now(), 0, None
    draft.save()
    return draft


@transaction.atomic
def run_import(key):
    """Do what `begin_import` announced, once, whoever asks and however often; for a worker.

    The table is emptied when its people are in. What stops it is kept in the draft, in words without a name.
    """
    if not _is_ours_alone(key):
        return
    drafts = ImportDraft.objects.select_related("cohort__programme", "made_by")
    draft = drafts.filter(pk=key, running_since__isnull=False).first()
    if draft is None:
        return
    try:
        if timezone.now() - draft.running_since > LONGEST:
            raise ValidationError("It could not be done within an hour. Nobody was imported.")
        with transaction.atomic():
            new, updated = _bring_in(
                draft, draft.made_by, draft.choices["checked"], draft.update_known, say_done=_say_done
            )
    except (ValidationError, PermissionDenied, IntegrityError) as problem:
        stopped = {ValidationError: getattr(problem, "messages", None), IntegrityError: [JOINED_JUST_NOW]}
        draft.outcome = {
            "problem": " ".join(stopped.get(type(problem)) or ["You may not import here any more."])
        }
    else:
        draft.outcome = {"new": len(new), "updated": len(updated)}
        draft.table, draft.choices = {"headers": [], "rows": [], "numbers": []}, None
    draft.running_since = None
    draft.save(update_fields=["outcome", "table", "choices", "running_since"])


def imports_waiting():
    """The keys of drafts that are, or should be, being imported; for the tick."""
    return list(ImportDraft.objects.filter(running_since__isnull=False).values_list("pk", flat=True))


def forget_old_drafts(now):
    """Delete uploaded tables that nobody imported within a day. Returns how many."""
    return ImportDraft.objects.expired(now).delete()[0]


def _bring_in(draft, by, checked, update, say_done=None):
    people, problems = _read(draft)
    if problems:
        raise ValidationError(TO_PUT_RIGHT)
    cohort, new, updated = draft.cohort, [], []
    size = SLICE if say_done else len(people)
    for start in range(0, len(people), size or 1):
        if say_done:
            say_done(draft.pk, start)
        part = people[start : start + size]
        if update:
            updated += update_profiles(cohort, part, by=by)
        new += import_profiles(cohort, part, by=by, checked=checked)
    return new, updated


def _say_done(key, number):
    """How far it is, for the page that waits: on a connection of its own, since our transaction shows nothing yet."""
    own = connection.copy()
    try:
        with own.cursor() as cursor:
            table = connection.ops.quote_name(ImportDraft._meta.db_table)
            cursor.execute(f"UPDATE {table} SET done = %s WHERE id = %s", [number, key])  # noqa: S608
    finally:
        own.close()


def _is_ours_alone(key):
    """Whether nobody else is at it: a lock of this transaction's, gone with it however it ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [int(key) % 2**63])
        return cursor.fetchone()[0]


def _read(draft):
    """People and problems. Who is here already lacks nothing: what their row leaves blank stays as it is."""
    table, choices = draft.table, draft.choices
    people, problems = columns.read_rows(
        table["headers"],
        table["rows"],
        table["numbers"],
        choices["columns"],
        columns.words_of(draft.cohort.programme),
        month_first=choices["month_first"],
    )
    here = already_here(draft.cohort, people) if any(problem.gap for problem in problems) else set()
    fine = {person.number for person in people if person.email in here}
    only_known = choices.get("only_known", False)
    problems = [one for one in problems if not (one.gap and (only_known or one.number in fine))]
    if only_known:
        here = already_here(draft.cohort, people)
        strangers = [person.number for person in people if person.email not in here]
        problems += [columns.Problem(number, NOT_HERE, "email") for number in strangers]
    problems += [columns.Problem(one.number, OWN_ROW, "email") for one in people if is_of(one, draft.made_by)]
    return people, sorted(problems, key=lambda problem: problem.number)


def _hash(headers):
    return hashlib.sha256("\n".join(headers).casefold().encode()).hexdigest()


def _require_own_draft(draft, by):
    if draft.made_by_id != by.pk or not draft.cohort.is_facilitated_by(by):
        raise PermissionDenied


def _require_still(draft):
    if draft.is_running:
        raise ValidationError(IS_RUNNING)
