"""What facilitators decide about people who sent a profile: it is them, a place, the waiting list, not this time."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from audit.services import record, record_many
from notifications.models import Message
from notifications.services import queue_messages
from participants import deciding
from participants.deciding import Decision
from participants.models import Cohort, NotToBePaired, Participant

DECIDED = [
    "state",
    "state_since",
    "side",
    "asked_side",
    "answer_by",
    "why_not",
    "checked_by",
    "checked_at",
]


def check_identity(participant, *, by):
    """A facilitator knows that it is them. A known domain is a hint on the page, never the check itself."""
    return _decide_one("check", participant, by=by)


def accept_participant(participant, side="", *, by):
    """Give a place on a side the person ticked; `side` may be left out when they ticked only one.

    `ValidationError` when nobody has checked that it is them, when the side is not theirs to take, when its
    places are full, or when they have a place on the other side: then they are asked first (`ask_side`).
    """
    return _decide_one("accept", participant, by=by, side=side)


def offer_place(participant, side="", *, by, answer_by=None):
    """Offer a place until a day (default: the programme's number of days from today); they take it themselves.

    It is held for them, also after that day: nothing happens by itself, a facilitator is told. Offering it
    again with another day, or side, tells them again.
    """
    return _decide_one("offer", participant, by=by, side=side, answer_by=answer_by)


def take_back_offer(participant, *, by):
    """No longer hold an offered place for somebody: they are told, and stand on the waiting list."""
    if participant.state != Participant.State.OFFERED:
        raise ValidationError("No place is offered to them.")
    return put_on_waiting_list(participant, by=by)


def put_on_waiting_list(participant, *, by):
    """Keep somebody for a place that becomes free. Also takes an accepted place back while nobody is paired."""
    return _decide_one("wait", participant, by=by)


def decline_participant(participant, why_not, *, by):
    """Say "not this time", with a reason they read (`WhyNot`)."""
    return _decide_one("decline", participant, by=by, why_not=why_not)


def ask_side(participant, side, *, by):
    """Ask somebody who ticked both sides whether they would take the other one. Only they can say yes."""
    return _decide_one("ask", participant, by=by, side=side)


def take_back_question(participant, *, by):
    """No longer ask about the other side."""
    return _decide_one("unask", participant, by=by)


@transaction.atomic
def decide_for_many(participants, what, *, by, sides=None, answer_by=None, why_not=""):
    """One decision for several people of a cohort, all of them or none.

    what: "check", "accept", "offer", "wait", "decline", "ask" or "unask". sides: key of a person → the side
    chosen for them, where they ticked both. answer_by: of an offer. why_not: of "decline". Returns how many.
    A `ValidationError` names whoever it does not fit. The rows are locked in the order of their keys.
    """
    rows = _locked(participants, by)
    decision = _decision(what, rows, sides, answer_by, why_not)
    now, taking, changed, wrong = timezone.now(), {}, [], []
    for row in rows:
        before = row.state, row.side
        try:
            kind = deciding.apply(decision, row, by=by, now=now)
        except ValidationError as problem:
            wrong += [f"{row}: {words}" for words in problem.messages]
            continue
        if kind is not None:
            changed.append((row, kind))
            _note_place(taking, before, row, kind)
    if wrong:
        raise ValidationError(wrong)
    for (cohort, side), keys in taking.items():
        _require_room(cohort, side, keys)
    _save(changed, decision, by, now)
    return len(rows)


@dataclass(frozen=True)
class Foresight:
    """people: (participant as they would be, kind of message or "" or None, problem or ""). no_room: in words."""

    people: list
    no_room: list


def foresee_decision(participants, what, *, by, sides=None, answer_by=None, why_not=""):
    """What `decide_for_many` would do, person by person (`Foresight`); changes nothing."""
    rows = list(_of(participants))
    _require_may_decide(rows, by)
    _with_ties(rows, by)
    decision = _decision(what, rows, sides, answer_by, why_not)
    now, taking, seen = timezone.now(), {}, []
    for row in rows:
        before = row.state, row.side
        try:
            kind = deciding.apply(decision, row, by=by, now=now)
            seen.append((row, kind, ""))
            _note_place(taking, before, row, kind)
        except ValidationError as problem:
            seen.append((row, None, " ".join(problem.messages)))
    no_room = [_why_no_room(cohort, side, keys) for (cohort, side), keys in taking.items()]
    return Foresight(sorted(seen, key=lambda one: one[0].name.casefold()), list(filter(None, no_room)))


@transaction.atomic
def settle_not_to_be_paired(asked, other, *, by):
    """Say whom somebody means by "not to be paired with": a participant of the cohort, or None for nobody here."""
    cohort = asked.participant.cohort
    if not cohort.is_facilitated_by(by) or not NotToBePaired.objects.visible_to(by).filter(pk=asked.pk):
        raise PermissionDenied
    if other is not None and (other.cohort_id != cohort.pk or other.pk == asked.participant_id):
        raise ValidationError("Choose somebody else of the same cohort.")
    asked.other = other
    asked.resolved_at = timezone.now()
    asked.save(update_fields=["other", "resolved_at"])
    record(by=by, verb="settled who is meant", thing=asked, cohort=cohort)
    return asked


def _decide_one(what, participant, *, by, side="", **choice):
    sides = {participant.pk: side} if side else {}
    with transaction.atomic():
        try:
            decide_for_many([participant], what, by=by, sides=sides, **choice)
        except ValidationError as problem:
            named = f"{participant}: "
            raise ValidationError([words.removeprefix(named) for words in problem.messages]) from None
    return Participant.objects.select_related("cohort__programme", "user").get(pk=participant.pk)


def _decision(what, rows, sides, answer_by, why_not):
    today = timezone.localdate()
    if what == "offer" and answer_by is None and rows:
        answer_by = today + timedelta(days=rows[0].cohort.programme.offer_days)
    return Decision(what, today, sides or {}, answer_by, why_not)


def _note_place(taking, before, row, kind):
    """Write down a place that would be taken; so would one on the side they are asked about."""
    if kind and deciding.needs_room(before, row):
        taking.setdefault((row.cohort, row.side), set()).add(row.pk)
    if kind == "side_asked" and row.state in deciding.HOLDING:
        taking.setdefault((row.cohort, row.asked_side), set()).add(row.pk)


def _save(changed, decision, by, now):
    rows = [row for row, _ in changed]
    Participant.objects.bulk_update(rows, DECIDED)
    for cohort in {row.cohort for row in rows}:
        record_many(
            by=by,
            verb=deciding.VERBS[decision.what],
            things=[row for row in rows if row.cohort_id == cohort.pk],
            cohort=cohort,
        )
    # The moment is the message's version: a second decision of the same kind is told again.
    queue_messages(
        Message(
            key=f"{kind}:{row.pk}:{row.user_id}:{now.timestamp():.0f}",
            kind=kind,
            to_id=row.user_id,
            about_id=row.pk,
            cohort_id=row.cohort_id,
            next_attempt_at=now,
        )
        for row, kind in changed
        if kind
    )


def _of(participants):
    people = Participant.objects.filter(pk__in=[participant.pk for participant in participants])
    return people.select_related("cohort__programme", "user").order_by("pk")


def _locked(participants, by):
    """The rows, locked in key order, if all belong to cohorts that `by` facilitates and none is their own."""
    rows = list(_of(participants).select_for_update(of=["self"]))
    _require_may_decide(rows, by)
    # Only now: while we waited for the lock, somebody may have got a partner.
    return _with_ties(rows, by)


def _with_ties(rows, by):
    """The rows, each knowing whether it is `placed` (has, or had, a partner) and `seated` (being matched).

    Who takes part learns nobody's seat by it (access rule 10): to them all who could have one look seated.
    """
    people = Participant.objects.filter(pk__in=[row.pk for row in rows])
    placed = set(people.filter(places__isnull=False).values_list("pk", flat=True))
    own = Participant.objects.their_own().filter(user_id=by.pk).values("cohort")
    seats = Q(seats__isnull=False, seats__vacated_at__isnull=True)
    being_matched = Q(cohort__rounds__isnull=False, cohort__rounds__released_at__isnull=True)
    seen_from_within = Q(cohort__in=own, state=Participant.State.ACCEPTED) & being_matched
    seated = set(people.filter(seats | seen_from_within).values_list("pk", flat=True))
    for row in rows:
        row.placed, row.seated = row.pk in placed, row.pk in seated
    return rows


def _require_may_decide(rows, by):
    cohorts = {row.cohort_id for row in rows}
    if Cohort.objects.facilitated_by(by).filter(pk__in=cohorts).count() != len(cohorts):
        raise PermissionDenied
    if any(row.user_id == by.pk for row in rows):
        raise PermissionDenied("Nobody decides about themselves: ask another facilitator.")


def _require_room(cohort, side, keys):
    """Whether there are places on a side for these people, who do not hold one there yet."""
    if cohort.places is None:
        return
    # Locking the cohort lets one facilitator after the other count.
    Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)
    if words := _why_no_room(cohort, side, keys):
        raise ValidationError(words)


def _why_no_room(cohort, side, keys):
    if cohort.places is None:
        return ""
    held = Participant.objects.filter(cohort=cohort, side=side, state__in=deciding.HOLDING)
    free = max(0, cohort.places - held.exclude(pk__in=keys).count())
    name = cohort.programme.side_name_plural(side)
    if not free:
        return f"All places for {name} are taken: use the waiting list."
    if free < len(keys):
        places = "1 place is" if free == 1 else f"{free} places are"
        return f"{places} free for {name}, and you chose {len(keys)} people."
    return ""
