"""How a partnership ends, goes on longer, or begins again: by people, never by the system, and without blame."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from audit.services import record
from kit.calendars import add_months
from notifications.services import notify
from participants.models import Participant
from partnerships.models import KindWords, LearningPartner, Partnership
from partnerships.services.forming import lock_participants
from partnerships.services.places import hold_own_place
from partnerships.services.planning import cancel_plans_to_come, tell_leaver_of_plans

LONGEST = 4_000


@transaction.atomic
def leave_partnership(place, *, by, kind_words="", reason=""):
    """Leave: by oneself, or by a facilitator for somebody who left.

    kind_words: what whoever remains reads, one of `KindWords` or nothing. reason: for facilitators alone, if
    one wishes. A partnership of two ends with it ("complete" once its planned time is over, "early" before);
    a trio goes on as two. Raises PermissionDenied for others, ValidationError for a place that was left already.
    """
    partnership, places = _hold(place.partnership)
    own = next((held for held in places if held.pk == place.pk), None)
    if own is None:
        raise ValidationError("This place was left already.", code="left")
    if own.participant.user_id != by.pk and not _may_close(partnership, places, by):
        raise PermissionDenied("Only the person themselves or a facilitator can do this.")
    _write_goodbye(own, kind_words, reason)
    others = [held for held in places if held.pk != own.pk]
    if len(others) < 2:
        in_full = timezone.localdate() >= partnership.complete_on
        ending = Partnership.Ending.COMPLETE if in_full else Partnership.Ending.EARLY
        _end(partnership, places, ending, tell=others)
    else:
        own.left_at = timezone.now()
        own.save(update_fields=["left_at"])
        tell_leaver_of_plans(own)
        for other in others:
            _tell(other, "partner_left", about=own)
    record(by=by, verb="left", thing=own, cohort=partnership.cohort)
    place.refresh_from_db()


@transaction.atomic
def complete_partnership(partnership, *, by):
    """Say that it has come to its planned end: any partner, from that day on. All of them get the same thanks.

    One partner's word is enough, as it is for leaving. Raises PermissionDenied for others, ValidationError
    before the planned end.
    """
    _require_partner(partnership, by)
    partnership, places = _hold(partnership)
    complete_on = partnership.complete_on
    if timezone.localdate() < complete_on:
        day = date_format(complete_on, "j F Y")
        raise ValidationError(f"Your planned end is {day}. Until then you can leave, or go on.", code="early")
    _end(partnership, places, Partnership.Ending.COMPLETE, tell=places, kind="partnership_completed")
    record(by=by, verb="completed", thing=partnership, cohort=partnership.cohort)


@transaction.atomic
def extend_partnership(partnership, *, months, by):
    """Go on until so many months are full, the programme's longest at most; its shortest takes an extension back.

    Either partner says so and all others are told at once. It binds nobody: each of them can change it, or
    end whenever they like. Raises PermissionDenied for others, ValidationError for months out of range.
    """
    place = hold_own_place(partnership, by)
    partnership = Partnership.objects.select_related("cohort__programme").get(pk=partnership.pk)
    programme = partnership.cohort.programme
    if not programme.shortest_months <= months <= programme.longest_months:
        raise ValidationError({"months": "Choose one of these."})
    planned = months == programme.shortest_months
    until = None if planned else add_months(partnership.started_on, months)
    if until == partnership.extended_until:
        return
    partnership.extended_until = until
    if partnership.span().ends_on <= timezone.localdate():
        raise ValidationError({"months": "That day has passed. Choose a later one."})
    partnership.save(update_fields=["extended_until"])
    record(by=by, verb="extended", thing=partnership, cohort=partnership.cohort)
    for other in partnership.partners.current().exclude(pk=place.pk).select_related("participant__user"):
        _tell(other, "partnership_extended", about=other)


@transaction.atomic
def close_partnership(partnership, *, by, ending=Partnership.Ending.CLOSED, told_by="partnership_ended"):
    """End a partnership as a facilitator of its cohort, and tell all partners the same.

    told_by: the kind of message that tells them. Nobody reads who asked for it. A facilitator never closes
    one they have a place in. Raises PermissionDenied, or ValidationError when it has ended already.
    """
    if not partnership.cohort.is_facilitated_by(by):
        raise PermissionDenied("Only a facilitator of its cohort can close a partnership.")
    partnership, places = _hold(partnership)
    if not _may_close(partnership, places, by):
        raise PermissionDenied("Another facilitator has to do this: you are one of its partners.")
    if ending not in Partnership.Ending.values:
        raise ValidationError({"ending": "Choose how it ended."})
    _end(partnership, places, ending, tell=places, kind=told_by)
    record(by=by, verb="closed", thing=partnership, cohort=partnership.cohort)


@transaction.atomic
def reopen_partnership(partnership, *, by):
    """Begin again where it ended, for those who were in it then; both are told.

    At any time, as long as all of them take part and nobody has a partner. What was written for the end goes.
    Raises PermissionDenied unless `by` facilitates the cohort and has no place in it, ValidationError otherwise.
    """
    places = list(partnership.partners.select_related("participant__user", "partnership__cohort"))
    if not _may_close(partnership, places, by):
        raise PermissionDenied("Only a facilitator of its cohort who is none of its partners can reopen it.")
    people = lock_participants([place.participant_id for place in places])
    held = Partnership.objects.select_for_update(no_key=True).get(pk=partnership.pk)
    if held.is_current:
        raise ValidationError("This partnership goes on already.")
    back = last_partners(places)
    if any(people[place.participant_id].state != Participant.State.ACCEPTED for place in back):
        raise ValidationError("Somebody of them is not taking part any more.")
    if LearningPartner.objects.current().filter(participant__in=people).exists():
        raise ValidationError("Somebody of them has another partner now.")
    Partnership.objects.filter(pk=held.pk).update(ended_on=None, ending="")
    for place in back:
        place.left_at, place.kind_words = None, ""
        place.leaving_reason = place.wishes_next = ""
        place.exit_answers = None
        place.save()
    record(by=by, verb="reopened", thing=held, cohort=partnership.cohort)
    for place in back:
        _tell(place, "partnership_reopened", about=place)
    partnership.refresh_from_db()


def last_partners(places):
    """Of the places of a partnership that has ended: those that were taken until the end."""
    ended_at = max(place.left_at for place in places)
    return [place for place in places if place.left_at == ended_at]


def _write_goodbye(own, kind_words, reason):
    if kind_words and kind_words not in KindWords.values:
        raise ValidationError({"kind_words": "Choose what your partner reads."})
    if len(reason.strip()) > LONGEST:
        raise ValidationError({"reason": f"That is long. Please stay under {LONGEST:,} characters."})
    if kind_words or reason.strip():
        own.kind_words, own.leaving_reason = kind_words, reason.strip()
        own.save(update_fields=["kind_words", "leaving_reason"])


def _require_partner(partnership, by):
    if not partnership.partners.current().of(by).exists():
        raise PermissionDenied("Only its partners of today can do this.")


def _may_close(partnership, places, by):
    takes_part = any(held.participant.user_id == by.pk for held in places)
    return partnership.cohort.is_facilitated_by(by) and not takes_part


def _hold(partnership):
    """The current partnership and its current places, freshly read, with the people held in id order."""
    pks = LearningPartner.objects.filter(partnership=partnership).values_list("participant", flat=True)
    lock_participants(list(pks))
    held = (
        Partnership.objects.select_for_update(no_key=True, of=["self"])
        .select_related("cohort__programme")
        .get(pk=partnership.pk)
    )
    if not held.is_current:
        raise ValidationError("This partnership has ended already.", code="ended")
    return held, list(held.partners.current().select_related("participant__user", "partnership__cohort"))


def _end(partnership, places, ending, *, tell, kind="partnership_ended"):
    now = timezone.now()
    cancel_plans_to_come(partnership, by=None)
    partnership.ended_on, partnership.ending = timezone.localdate(now), ending
    partnership.save(update_fields=["ended_on", "ending"])
    LearningPartner.objects.filter(pk__in=[place.pk for place in places]).update(left_at=now)
    for place in tell:
        _tell(place, kind, about=place)


def _tell(place, kind, *, about):
    """Once for this moment: what was reopened may end again."""
    user, version = place.participant.user, f"{timezone.now():%Y%m%d%H%M%S%f}"
    notify(
        user, kind, key=f"{kind}:{about.pk}:{user.pk}:{version}", about=about, cohort=place.partnership.cohort
    )
