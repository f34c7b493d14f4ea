"""How somebody leaves a partnership and how one ends: by people, never by the system, and without blame."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from audit.services import record
from notifications.services import notify
from partnerships.models import LearningPartner, Partnership
from partnerships.services.forming import lock_participants


@transaction.atomic
def leave_partnership(place, *, by):
    """Leave: by oneself, or by a facilitator for somebody who left. Nothing is asked, no reason is kept.

    A partnership of two ends with it ("complete" once its shortest time is over, "early" before); a trio
    goes on as two. Whoever remains gets a message that names no reason. Raises PermissionDenied for others,
    ValidationError for a place that was left already.
    """
    partnership, places = _hold(place.partnership)
    own = next((held for held in places if held.pk == place.pk), None)
    if own is None:
        raise ValidationError("This place was left already.", code="left")
    if own.participant.user_id != by.pk and not _may_close(partnership, places, by):
        raise PermissionDenied("Only the person themselves or a facilitator can do this.")
    others = [held for held in places if held.pk != own.pk]
    if len(others) < 2:
        in_full = timezone.localdate() >= partnership.complete_on
        ending = Partnership.Ending.COMPLETE if in_full else Partnership.Ending.EARLY
        _end(partnership, places, ending, tell=others)
    else:
        own.left_at = timezone.now()
        own.save(update_fields=["left_at"])
        for other in others:
            _tell(other, "partner_left", about=own)
    record(by=by, verb="left", thing=own, cohort=partnership.cohort)
    place.refresh_from_db()


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
    partnership.ended_on, partnership.ending = timezone.localdate(now), ending
    partnership.save(update_fields=["ended_on", "ending"])
    LearningPartner.objects.filter(pk__in=[place.pk for place in places]).update(left_at=now)
    for place in tell:
        _tell(place, kind, about=place)


def _tell(place, kind, *, about):
    user = place.participant.user
    notify(user, kind, key=f"{kind}:{about.pk}:{user.pk}:1", about=about, cohort=place.partnership.cohort)
