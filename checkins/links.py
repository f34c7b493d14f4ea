"""The signed link of an invitation: lets one person answer for one session without signing in.

It is good for nothing else, says nothing by itself (two random keys), and ends when the session begins.
"""

from urllib.parse import urlencode

from django.conf import settings
from django.core import signing
from django.urls import reverse

from checkins.models import CheckInSession

SALT = "checkins: answer for one session"


def answer_url(session, participant, answer=""):
    """The absolute address to answer at. For somebody whose mail others read, one that asks to sign in."""
    if participant.user.mail_is_shared:
        path = reverse("session_answer", args=[session.pk])
    else:
        token = signing.dumps([session.pk.hex, participant.pk.hex], salt=SALT)
        path = reverse("session_answer_by_link", args=[token])
    return f"{settings.BASE_URL}{path}" + (f"?{urlencode({'answer': answer})}" if answer else "")


def read_token(token):
    """(session, participant) of a link made by `answer_url`; None when it is not one, or they are gone."""
    try:
        session_key, participant_key = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    found = (
        CheckInSession.objects.filter(pk=session_key, cohort__participants=participant_key)
        .select_related("cohort__programme")
        .first()
    )
    if found is None:
        return None
    participant = found.cohort.participants.select_related("user").get(pk=participant_key)
    return found, participant
