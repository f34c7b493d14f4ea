"""A planned meeting as a calendar file: to one person, titled so that nobody else learns whom or what it is about."""

from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from kit.invitations import Invitation, Method, to_ics

TITLE = "PLP meeting"
FILE_NAME = "plp-meeting.ics"


def calendar_file(plan, user, method=Method.PUBLISH, *, sequence=None):
    """What a calendar needs to add, move or take out the meeting for that person."""
    return to_ics(
        Invitation(
            uid=f"{plan.pk}@{urlsplit(settings.BASE_URL).hostname}",
            sequence=plan.sequence if sequence is None else sequence,
            changed_at=timezone.now(),
            starts_at=plan.starts_at,
            minutes=plan.minutes,
            title=TITLE,
            organiser=parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
            attendee=user.email,
            place=plan.where or plan.get_mode_display(),
            words=f"It took place? Log it in a few seconds: {log_url(plan)}",
            link=plan.where if plan.is_link else "",
        ),
        method,
    )


def log_url(plan):
    return f"{settings.BASE_URL}{reverse('meeting_log', args=[plan.partnership_id])}?plan={plan.pk}"
