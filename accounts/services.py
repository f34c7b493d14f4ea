import json
from datetime import timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import ParkedPost, User
from audit.services import record

SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
LARGEST_PARKED_POST = 200_000
LONGEST_PARKED_PATH = 500
NEVER_KEPT = ("csrfmiddlewaretoken", "password", "code", "token", "credential", "secret")


@transaction.atomic
def add_person(email, *, name, by):
    """An account made by somebody else (import, telephone), or the one that has this address already.

    The address counts as verified: whoever can read a code sent to it is its owner, and nothing else
    opens the account. Returns the user. The name of an existing account is left as it is, unless nobody
    had verified its address yet.
    """
    email = email.strip().lower()
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = User.objects.create_user(email, name=name)
        record(by=by, verb="added", thing=user)
    elif User.objects.unproved().filter(pk=user.pk).exists():
        give_to_owner(user, name=name, by=by)
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
    return user


@transaction.atomic
def give_to_owner(user, *, by, name=""):
    """The address turns out to be somebody's: what was set up before that opens nothing any more.

    Anybody can sign up with anybody's address, a password of their own and a name they make up; so
    whenever an address gets verified in another way than on the page of that very sign-up, the account
    starts afresh. name: as the person who adds them wrote it; empty leaves it as it is.
    """
    user.set_unusable_password()
    user.name = name.strip() or user.name
    user.save(update_fields=["password", "name"])
    for key in (Authenticator, SocialAccount):
        key.objects.filter(user=user).delete()
    record(by=by, verb="handed over", thing=user)


def forget_unproved_people(now):
    """Delete accounts whose address nobody verified within a day, if nothing hangs on them. Returns how many.

    Who looks after the installation is made at the command line and stays.
    """
    people = User.objects.unproved().filter(
        date_joined__lt=now - timedelta(days=1), last_login=None, is_active=True, is_superuser=False
    )
    for relation in User._meta.related_objects:
        if relation.related_model is not EmailAddress:
            theirs = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
            people = people.filter(~Exists(theirs))
    return people.delete()[1].get(User._meta.label, 0)


@transaction.atomic
def change_name(user, name, *, said_like="", pronouns="", by):
    """Write somebody's name as they would like to read it, how it is said and their pronouns, if they give them.

    Their own business only.
    """
    _require_self(user, by)
    user.name, user.said_like, user.pronouns = name.strip(), said_like.strip(), pronouns.strip()
    user.full_clean(exclude=["password"])
    user.save(update_fields=["name", "said_like", "pronouns"])
    record(by=by, verb="changed their name", thing=user)


@transaction.atomic
def say_mail_is_shared(user, is_shared, *, by):
    """Somebody says whether others read their mail; then no e-mailed code opens their account (rule 12).

    Ends their sessions: somebody who read a code may hold one. The view keeps the one it was said in.
    Raises ValidationError while nothing but an e-mailed code would let them in.
    """
    _require_self(user, by)
    if is_shared and not can_sign_in_without_mail(user):
        raise ValidationError(
            "First set up a passkey or a password: otherwise you could not sign in any more."
        )
    user.mail_is_shared = is_shared
    user.sessions_since = timezone.now()
    user.save(update_fields=["mail_is_shared", "sessions_since"])
    record(by=by, verb="said mail is shared" if is_shared else "said mail is private", thing=user)


def can_sign_in_without_mail(user):
    """Whether a password, a passkey or single sign-on opens the account."""
    return (
        user.has_usable_password()
        or Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).exists()
        or SocialAccount.objects.filter(user=user).exists()
    )


def has_second_factor(user):
    """Whether signing in asks somebody for more than a password or a code: an app or a passkey."""
    return second_factors().filter(user_id=user.pk).exists()


def second_factors():
    """Everybody's apps and passkeys, as a queryset."""
    return Authenticator.objects.filter(type__in=SECOND_FACTORS)


@transaction.atomic
def deactivate_person(user, *, by):
    """End somebody's access; their sessions end at their next request. Not oneself."""
    _require_superuser(by)
    if user.pk == by.pk:
        raise ValidationError("You cannot end your own access. Ask somebody else to.")
    _set_active(user, False, by=by, verb="ended access")


@transaction.atomic
def reactivate_person(user, *, by):
    """Give access back."""
    _require_superuser(by)
    _set_active(user, True, by=by, verb="gave access back")


def _set_active(user, is_active, *, by, verb):
    user.is_active = is_active
    user.save(update_fields=["is_active"])
    record(by=by, verb=verb, thing=user)


def _require_self(user, by):
    if by.pk != user.pk:
        raise PermissionDenied


def _require_superuser(by):
    if not (by.is_active and by.is_superuser):
        raise PermissionDenied


@transaction.atomic
def park_post(whose, *, path, fields):
    """Keep what somebody sent after their session had ended, encrypted, for an hour.

    whose: key of the person the session belonged to. fields: name -> list of values, as posted. What looks
    like a secret is left out, and so is the whole when it is empty or too large. A second post to the same
    address takes the place of the first. Returns whether something was kept.
    """
    kept = {name: values for name, values in fields.items() if not _is_secret(name) and any(values)}
    too_large = len(json.dumps(kept)) > LARGEST_PARKED_POST or len(path) > LONGEST_PARKED_PATH
    user = User.objects.filter(pk=whose, is_active=True).first()
    if not kept or too_large or user is None:
        return False
    for parked in user.parked_posts.all():
        if parked.path == path:
            parked.delete()
    ParkedPost.objects.create(user=user, path=path, fields=kept)
    return True


def unpark_post(pk, *, by):
    """Forget a parked post of one's own; a key of nothing, or of somebody else's, is no error."""
    try:
        key = UUID(str(pk))
    except ValueError:
        return
    ParkedPost.objects.filter(pk=key, user_id=by.pk).delete()


def forget_parked_posts(now):
    """Delete what was parked more than an hour ago. Returns how many there were."""
    return ParkedPost.objects.expired(now).delete()[0]


def _is_secret(name):
    return any(word in name.lower() for word in NEVER_KEPT)
