"""The messages about the survey: to those who have not answered, asked again at the moment of sending."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from notifications.kinds import Kind
from surveys.links import path_for
from surveys.models import SurveyInvitation


def _invitation(message):
    invitations = SurveyInvitation.objects.filter(pk=message.about_id, participant__user_id=message.to_id)
    return invitations.select_related("survey__cohort__programme", "participant__user").first()


def _is_waiting_for(message):
    """The survey is open, and this person has not answered."""
    invitation = _invitation(message)
    now = timezone.now()
    return invitation is not None and invitation.survey.is_open(now) and not invitation.has_answered


def _wants_to_be_reminded(message):
    return _is_waiting_for(message) and _invitation(message).wants_reminders


def _about(message):
    invitation = _invitation(message)
    path = path_for(invitation)
    if message.to.mail_is_shared:
        path = reverse("survey_start", args=[invitation.survey_id])
    return {
        "programme": invitation.survey.cohort.programme,
        "survey": invitation.survey,
        "url": settings.BASE_URL + path,
    }


WAITING = "everyone invited who has not answered and wants reminders"
KINDS = [
    Kind("survey_open", "The survey is open", _about, _is_waiting_for, audience="everyone invited"),
    Kind("survey_reminder", "The survey is still open", _about, _wants_to_be_reminded, True, WAITING),
    Kind("survey_extended", "The survey stays open longer", _about, _wants_to_be_reminded, True, WAITING),
]
