"""Erasing a person: what they wrote goes, what the programme counts stays without a name.

Every erased id is also written to a file outside the database (`settings.ERASED_LIST`), because a restored
backup would bring the person back: `replay` erases them again. Run it after every restore.
"""

import os
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import ParkedPost, User
from audit.services import record
from notifications.models import Message
from participants.models import Delegation, MatchingProfile, NotToBePaired, Participant, Pause, TeamRole
from partnerships.models import Aim, LearningPartner, MeetingWords, Reflection
from surveys.models import SurveyDraft

NOBODY = "erased.invalid"


def erase(user, *, by=None):
    """Erase a person, for good. Doing it again changes nothing more.

    by: who decided it, or None for an operator at the command line. The id goes to the list first: a crash
    in between is then mended by `replay`, never forgotten.
    """
    _remember(user.pk)
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        if user.email.endswith(f"@{NOBODY}"):
            return
        _erase_words(user)
        _erase_about(user)
        _close_account(user)
        record(by=by, verb="erased", thing=user)


def replay():
    """Erase again everyone on the list who is (back) in this database. Returns how many that were."""
    there = User.objects.filter(pk__in=erased_ids()).exclude(email__endswith=f"@{NOBODY}")
    people = list(there)
    for user in people:
        erase(user)
    return len(people)


def erased_ids():
    """The ids on the list; none when there is no list yet."""
    if not settings.ERASED_LIST.exists():
        return set()
    return {UUID(line.split()[0]) for line in settings.ERASED_LIST.read_text().splitlines() if line.strip()}


def _remember(pk):
    if pk in erased_ids():
        return
    settings.ERASED_LIST.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    line = f"{pk} {timezone.now():%Y-%m-%d}\n".encode()
    handle = os.open(settings.ERASED_LIST, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, line)
        os.fsync(handle)
    finally:
        os.close(handle)


def _erase_words(user):
    """What the person wrote. Their partner's words, and that they met, are their partner's too and stay."""
    places = LearningPartner.objects.of(user)
    MeetingWords.objects.filter(author__in=places).delete()
    Aim.objects.filter(whose__in=places).delete()
    Reflection.objects.filter(author__user=user).delete()
    SurveyDraft.objects.filter(invitation__participant__user=user).delete()
    NotToBePaired.objects.filter(participant__user=user).delete()
    for profile in MatchingProfile.objects.filter(participant__user=user):
        profile.answer_1 = profile.answer_2 = profile.answer_3 = profile.access_needs = ""
        profile.mode, profile.days, profile.share_practical = "", [], False
        profile.save()


def _erase_about(user):
    Participant.objects.filter(user=user).update(
        typed_name="", groups=[], job_title="", directorate="", site="", band="", line_manager_email=""
    )
    Participant.objects.filter(line_manager_email__iexact=user.email).update(line_manager_email="")
    Pause.objects.filter(participant__user=user).delete()
    Delegation.objects.filter(participant__user=user).delete()
    Delegation.objects.filter(delegate=user).delete()
    Message.objects.filter(to=user).delete()
    ParkedPost.objects.filter(user=user).delete()
    TeamRole.objects.filter(user=user).update(typed_name="")
    TeamRole.objects.filter(user=user, ended_at__isnull=True).update(ended_at=timezone.now())


def _close_account(user):
    for model in (EmailAddress, Authenticator, SocialAccount):
        model.objects.filter(user=user).delete()
    user.name, user.email = "", f"{user.pk}@{NOBODY}"
    user.is_active = user.is_superuser = False
    user.set_unusable_password()
    user.save()
