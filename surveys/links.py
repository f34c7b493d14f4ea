"""Personal links to a survey: signed when the mail is written, stored nowhere, good until the close."""

from django.core import signing
from django.urls import reverse

SALT = "surveys.invitation"


def path_for(invitation):
    """The path of somebody's own way in."""
    return reverse("survey_by_link", args=[signing.dumps(str(invitation.pk), salt=SALT)])


def invitation_id(token):
    """The invitation a link stands for, or None for a link that is not ours."""
    try:
        return signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
