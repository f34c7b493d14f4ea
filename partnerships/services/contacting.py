""" "Please contact me": heard by people at once, passed on when nobody opens it, and told to nobody else.

The history of a call is its own people's: that there was one is in no cohort's list.
"""

import uuid

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.services import record
from notifications.models import Message
from notifications.services import queue_messages
from participants.models import Role, TeamRole
from partnerships.calls import cover_due_at
from partnerships.models import ContactRequest
from partnerships.recusal import recused_from

LONGEST = 4_000
Concerns = ContactRequest.Concerns


@transaction.atomic
def ask_for_contact(participant, *, concerns, by, words="", kept_from=(), key=None):
    """Ask the cohort's facilitators to get in touch, and mail them at once, without a word of it.

    concerns: one of `ContactRequest.Concerns`. kept_from: people of the team who neither hear of it nor read
    it. key: chosen when the page was shown, so that asking twice by accident asks once. Raises PermissionDenied
    for anybody but the participant, ValidationError (by field) for nonsense, and when nobody at all would be
    left to hear of it.
    """
    if participant.user_id != by.pk:
        raise PermissionDenied("Everybody asks for themselves.")
    if concerns not in Concerns.values:
        raise ValidationError({"concerns": "Choose whom or what it concerns."})
    if len(words.strip()) > LONGEST:
        raise ValidationError({"words": f"That is long. Please stay under {LONGEST:,} characters."})
    request, new = ContactRequest.objects.get_or_create(
        pk=key or uuid.uuid4(),
        defaults={"participant": participant, "concerns": concerns, "words": words.strip()},
    )
    if request.participant_id != participant.pk:
        raise PermissionDenied("Everybody asks for themselves.")
    if not new:
        return request
    request.kept_from.set(kept_from)
    now = timezone.now()
    if not people_to_tell(request, now):
        raise ValidationError(
            {"kept_from": "Nobody would be left to hear of it. Let one of them, or turn to the people below."}
        )
    record(by=by, verb="asked for contact", thing=request, private=True)
    queue_messages(calls_due(now, [request]))
    return request


@transaction.atomic
def take_back_request(request, *, by):
    """Ask for nothing any more, as long as nobody has opened it. The words go."""
    if request.participant.user_id != by.pk:
        raise PermissionDenied("Only who asked can take it back.")
    request = ContactRequest.objects.select_for_update().get(pk=request.pk)
    if request.opened_at:
        raise ValidationError("Somebody has opened it already, and will be in touch.")
    if request.done_at is None:
        request.done_at, request.words = timezone.now(), ""
        request.save(update_fields=["done_at", "words"])
        record(by=by, verb="took back", thing=request, private=True)


@transaction.atomic
def open_request(request, *, by):
    """Open a call: written down once, for whoever is first. PermissionDenied for who must not read it."""
    request = _held_for(request, by)
    if request.is_waiting:
        request.opened_at, request.opened_by = timezone.now(), by
        request.save(update_fields=["opened_at", "opened_by"])
        record(by=by, verb="opened", thing=request, private=True)
    return request


@transaction.atomic
def finish_request(request, *, by):
    """Say that it is dealt with. ValidationError while nobody has opened it."""
    request = _held_for(request, by)
    if request.opened_at is None:
        raise ValidationError("Open it first.")
    if request.done_at is None:
        request.done_at = timezone.now()
        request.save(update_fields=["done_at"])
        record(by=by, verb="dealt with", thing=request, private=True)


def calls_due(now, requests=None):
    """The messages about calls that wait: to facilitators at once, then to the cover; each key once.

    A window, not a day: whoever becomes a facilitator or the cover while a call waits hears of it too.
    """
    if requests is None:
        waiting = ContactRequest.objects.waiting()
        requests = waiting.select_related("participant__cohort__cover").prefetch_related("kept_from")
    for request in requests:
        cohort = request.participant.cohort
        for person, kind in people_to_tell(request, now):
            if kind == "contact_cover" and request.cover_told_at is None:
                request.cover_told_at = now
                request.save(update_fields=["cover_told_at"])
            yield Message(
                key=f"{kind}:{request.pk}:{person.pk}:1",
                kind=kind,
                to=person,
                about_id=request.pk,
                cohort_id=cohort.pk,
                next_attempt_at=now,
            )


def people_to_tell(request, now):
    """[(person, kind of message)] for a call that waits.

    The facilitators, without those it is kept from and those who are recused. The cover when none of them is
    left, else after one unopened working day. And when there is no cover either who may read it, the
    programme's administrators hear that a call waits and that they have to name somebody; they read nothing.
    """
    facilitators = [
        person for person in _facilitators(request.participant.cohort) if may_read(person, request)
    ]
    told = [(person, "contact_request") for person in facilitators]
    if facilitators and now < cover_due_at(request.asked_at):
        return told
    cover = request.participant.cohort.cover
    if cover and cover.is_active and cover not in facilitators and may_read(cover, request):
        return [*told, (cover, "contact_cover")]
    return told + [(person, "contact_nobody") for person in _administrators(request)]


def may_read(person, request):
    """Whether it is kept from them neither by the person who asked, nor by who they are to them."""
    if person.pk in {kept.pk for kept in request.kept_from.all()}:
        return False
    return request.participant_id not in recused_from(person, request.participant.cohort)


def whom_to_keep_it_from(cohort):
    """Everybody who could come to read a call of this cohort: its facilitators and its cover, by name."""
    people = set(_facilitators(cohort))
    if cohort.cover_id and cohort.cover.is_active:
        people.add(cohort.cover)
    return sorted(people, key=lambda person: str(person).lower())


def _facilitators(cohort):
    held = TeamRole.objects.current().filter(cohort=cohort, role=Role.FACILITATOR)
    return list(User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("name", "pk"))


def _administrators(request):
    programme = request.participant.cohort.programme_id
    held = TeamRole.objects.current().filter(programme=programme, role=Role.ADMINISTRATOR)
    people = User.objects.filter(pk__in=held.values("user"), is_active=True)
    return [person for person in people.order_by("name", "pk") if may_read(person, request)]


def _held_for(request, by):
    request = ContactRequest.objects.select_for_update(of=["self"]).get(pk=request.pk)
    if not ContactRequest.objects.read_by(by, request.participant.cohort).filter(pk=request.pk).exists():
        raise PermissionDenied("This call is for somebody else.")
    return request
