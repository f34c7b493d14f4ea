"""Planned meetings: made, moved and called off by a partner or whoever arranges meetings for one.

Both partners get each change by mail, with a calendar file that puts it into the calendar they use.
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from audit.services import record
from kit.calendars import local_day_bounds
from notifications.services import notify, people_told
from partnerships.models import LearningPartner, Partnership, PlannedMeeting

LONGEST_PLACE = 500
DETAILS = ("starts_at", "minutes", "mode", "where")


@transaction.atomic
def plan_meeting(partnership, *, starts_at, minutes, mode, where="", by):
    """Plan a meeting of these partners and return it; each of them is told once.

    by: a partner, or an assistant of one. Raises PermissionDenied for others and after the end,
    ValidationError (by field; "at" for a time that is past).
    """
    partnership = _hold_for(partnership, by)
    plan = PlannedMeeting(
        partnership=partnership, minutes=minutes, mode=mode, where=where.strip(), planned_by=by
    )
    plan.starts_at = starts_at
    _check(plan)
    plan.save()
    record(by=by, verb="planned", thing=plan, cohort=partnership.cohort)
    for place in _places(partnership):
        _tell(place, "meeting_planned", plan)
    return plan


@transaction.atomic
def move_plan(plan, *, starts_at, minutes, mode, where="", by):
    """Give a planned meeting another time, length or place, also one that was missed. Returns it.

    Whoever heard of it hears of the change, once; whoever has not yet, reads the new time at once. Nothing
    happens when nothing changes. ValidationError once it was cancelled or is in the log.
    """
    plan = _hold_plan(plan, by)
    before = [getattr(plan, field) for field in DETAILS]
    plan.starts_at, plan.minutes, plan.mode, plan.where = starts_at, minutes, mode, where.strip()
    if [getattr(plan, field) for field in DETAILS] == before:
        return plan
    _check(plan)
    plan.sequence += 1
    plan.save(update_fields=[*DETAILS, "sequence"])
    record(by=by, verb="moved", thing=plan, cohort=plan.partnership.cohort)
    told = _people_told(plan)
    for place in _places(plan.partnership):
        _tell(place, "meeting_moved" if place.participant.user_id in told else "meeting_planned", plan)
    return plan


@transaction.atomic
def cancel_plan(plan, *, by):
    """Call a planned meeting off: no reason, no blame. Whoever heard of it hears so. A second time changes nothing."""
    plan = _hold_plan(plan, by, cancelled_too=True)
    if plan.cancelled_at is None:
        _cancel(plan, by)
    return plan


def cancel_plans_to_come(partnership, *, by):
    """Call off all that is still to come, because the partnership ends, while its places are still held.

    For services that have checked who may do that and hold the partnership.
    """
    now = timezone.now()
    for plan in PlannedMeeting.objects.filter(partnership=partnership).to_come(now).select_for_update():
        _cancel(plan, by)


def tell_leaver_of_plans(place):
    """Take what is planned out of the calendar of one who leaves while the others go on."""
    plans = PlannedMeeting.objects.filter(partnership=place.partnership_id).to_come(timezone.now())
    for plan in plans:
        if place.participant.user_id in _people_told(plan):
            _tell(place, "meeting_cancelled", plan)


def tie_to_plan(meeting, plan=None):
    """Say of which planned meeting this is the log: of `plan`, else of one of that day that has begun."""
    plans = PlannedMeeting.objects.standing().filter(partnership=meeting.partnership_id, meeting__isnull=True)
    if plan is not None:
        plans = plans.filter(pk=plan.pk)
    else:
        begins, ends = local_day_bounds(meeting.held_on)
        plans = plans.filter(starts_at__gte=begins, starts_at__lt=min(ends, timezone.now()))
    found = plans.order_by("starts_at").first()
    if found is not None:
        found.meeting = meeting
        found.save(update_fields=["meeting"])


def _cancel(plan, by):
    plan.cancelled_at = timezone.now()
    plan.sequence += 1
    plan.save(update_fields=["cancelled_at", "sequence"])
    record(by=by, verb="called off", thing=plan, cohort=plan.partnership.cohort)
    told = _people_told(plan)
    for place in _places(plan.partnership):
        if place.participant.user_id in told and not plan.has_begun:
            _tell(place, "meeting_cancelled", plan)


def _people_told(plan):
    return people_told("meeting_planned", plan.pk) | people_told("meeting_moved", plan.pk)


def _places(partnership):
    return partnership.partners.current().select_related("participant__user").order_by("pk")


def _tell(place, kind, plan):
    user = place.participant.user
    waiting = (
        kind == "meeting_planned"
    )  # one that still waits is written when it goes, with what is true then
    version = 0 if waiting else plan.sequence
    notify(
        user,
        kind,
        key=f"{kind}:{plan.pk}:{user.pk}:{version}",
        about=plan,
        cohort=plan.partnership.cohort,
        expires_at=None if waiting else plan.starts_at,
    )


def _hold_for(partnership, by):
    """The current partnership, held until the transaction ends, if `by` is a partner or arranges for one."""
    held = Partnership.objects.select_for_update(no_key=True, of=["self"]).current().filter(pk=partnership.pk)
    held = held.select_related("cohort").first()
    places = LearningPartner.objects.current().filter(partnership=held) if held else None
    if not held or not (places.of(by).exists() or places.arranged_by(by).exists()):
        raise PermissionDenied("Only its partners of today, and their assistants, can do this.")
    return held


def _hold_plan(plan, by, *, cancelled_too=False):
    _hold_for(plan.partnership, by)
    plans = PlannedMeeting.objects.select_for_update(of=["self"]).select_related("partnership__cohort")
    held = plans.get(pk=plan.pk)
    if held.cancelled_at and not cancelled_too:
        raise ValidationError("This meeting was called off. Plan another one.", code="cancelled")
    if held.meeting_id:
        raise ValidationError("This meeting is in your log already.", code="logged")
    return held


def _check(plan):
    if plan.starts_at <= timezone.now():
        raise ValidationError({"at": "Choose a time that is still to come."})
    if not 1 <= plan.minutes <= 720:
        raise ValidationError({"minutes": "Give the length in minutes: between 1 minute and 12 hours (720)."})
    if len(plan.where) > LONGEST_PLACE:
        raise ValidationError({"where": f"Please stay under {LONGEST_PLACE} characters."})
    plan.clean_fields(exclude=["partnership", "planned_by", "meeting"])
