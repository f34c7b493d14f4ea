"""The messages about planned meetings. Each is about the plan; to a partner, with a file for their calendar."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from kit.invitations import Method
from notifications.kinds import Attachment, Kind
from partnerships.models import LearningPartner, PlannedMeeting
from partnerships.plan_calendar import FILE_NAME, calendar_file, log_url
from partnerships.wording import names_in_words


def _plan(message):
    plans = PlannedMeeting.objects.select_related("partnership__cohort__programme")
    return plans.filter(pk=message.about_id).first()


def _own_place(message, plan):
    return LearningPartner.objects.filter(
        partnership=plan.partnership_id, participant__user_id=message.to_id
    ).first()


def _context(message):
    plan = _plan(message)
    others = plan.partnership.partners.current().exclude(participant__user_id=message.to_id)
    names = sorted(other.first_name for other in others.select_related("participant__user"))
    return {
        "plan": plan,
        "programme": plan.partnership.cohort.programme,
        "names": names_in_words(names) or "your partner",
        "page_url": f"{settings.BASE_URL}{reverse('partnership_detail', args=[plan.partnership_id])}",
        "move_url": f"{settings.BASE_URL}{reverse('meeting_move', args=[plan.pk])}",
        "log_url": log_url(plan),
    }


def _stands(message):
    """It will take place, and the recipient is still one of the partners."""
    plan = _plan(message)
    if plan is None or plan.cancelled_at or plan.starts_at <= timezone.now():
        return False
    place = _own_place(message, plan)
    return place is not None and place.is_current


def _moved_still_true(message):
    return _stands(message) and _plan(message).sequence == int(message.key.rpartition(":")[2])


def _cancelled_still_true(message):
    """It was called off, or goes on without the recipient, who was one of the partners."""
    plan = _plan(message)
    place = plan and _own_place(message, plan)
    return bool(place and (plan.cancelled_at or not place.is_current))


def _request(message):
    return [_file(calendar_file(_plan(message), message.to, Method.REQUEST), Method.REQUEST)]


def _cancel(message):
    plan = _plan(message)
    sequence = plan.sequence if plan.cancelled_at else plan.sequence + 1
    return [_file(calendar_file(plan, message.to, Method.CANCEL, sequence=sequence), Method.CANCEL)]


def _file(ics, method):
    return Attachment(FILE_NAME, ics, f"text/calendar; method={method}")


PLAN_KINDS = [
    Kind(
        "meeting_planned",
        "A meeting of the partners is planned",
        _context,
        still_true=_stands,
        attachments=_request,
        audience="the partners, when one of them or an assistant plans it",
    ),
    Kind(
        "meeting_moved",
        "A planned meeting has another time or place",
        _context,
        still_true=_moved_still_true,
        attachments=_request,
        audience="the partners who knew of it",
    ),
    Kind(
        "meeting_cancelled",
        "A planned meeting is called off",
        _context,
        still_true=_cancelled_still_true,
        attachments=_cancel,
        audience="the partners who knew of it",
    ),
]
