"""Signing in: the backend that turns roles into permissions, our allauth adapters, the second factor."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.dispatch import receiver
from django.shortcuts import redirect
from django.urls import reverse

from accounts.models import ParkedPost
from accounts.services import give_to_owner
from audit.services import record
from kit import vault
from participants import door
from participants.models import Cohort
from plp.access import is_for_everybody, needs_second_factor, on_a_team, permissions_of
from plp.standing import load_person, standing_of


class Backend(AuthenticationBackend):
    """allauth's sign-in with e-mail and password; permissions follow from the roles held right now."""

    def get_user(self, user_id):
        """The person of a session with what they are in the programme now, and only while they may sign in."""
        user = load_person(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None

    def has_perm(self, user_obj, perm, obj=None):
        return perm in self.get_all_permissions(user_obj)

    def has_module_perms(self, user_obj, app_label):
        if app_label == "admin":
            return on_a_team(user_obj)
        return any(perm.split(".")[0] == app_label for perm in self.get_all_permissions(user_obj))

    def get_all_permissions(self, user_obj, obj=None):
        # Kept on the user object, which lives for one request: a role taken away is gone at the next.
        if not hasattr(user_obj, "_role_permissions"):
            user_obj._role_permissions = permissions_of(user_obj)
        return user_obj._role_permissions


class AccountAdapter(DefaultAccountAdapter):
    """Our rules for allauth: who may join, what an e-mailed code opens, where one lands."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": "That code does not fit. Look at the newest mail, or send a new code.",
    }

    def is_open_for_signup(self, request):
        """People join through the join link of a cohort that takes profiles, and in no other way."""
        code = request.session.get("join_code", "")
        cohort = Cohort.objects.by_join_code(code).select_related("programme").first()
        return cohort is not None and door.takes_profiles(cohort)

    def pre_login(self, request, user, **kwargs):
        """An e-mailed code opens nothing for somebody whose mail others read (access rule 12)."""
        if user.mail_is_shared and _last_method(request, user) == "code":
            raise ImmediateHttpResponse(_not_by_mail(request))
        return super().pre_login(request, user, **kwargs)

    def get_login_redirect_url(self, request):
        """What somebody was sending when their session ended comes before everything else."""
        parked = ParkedPost.objects.visible_to(request.user).order_by("-parked_at").first()
        if parked is not None:
            return reverse("parked_post", args=[parked.pk])
        return super().get_login_redirect_url(request)

    def confirm_email(self, request, email_address):
        """The page that asks the session which signed up, or gave a new address, for the code."""
        email_address.by_its_own_session = True
        done = super().confirm_email(request, email_address)
        if done:
            record(by=email_address.user, verb="verified an address", thing=email_address.user)
        return done

    def set_password(self, user, password):
        super().set_password(user, password)
        record(by=user, verb="set a password", thing=user)


@receiver(email_confirmed)
def give_to_whoever_read_the_code(request, email_address, **kwargs):
    """A code to sign in or for a new password verifies the address too; allauth says so in this way only."""
    if getattr(email_address, "by_its_own_session", False):
        return
    user = email_address.user
    if user.has_usable_password():
        messages.info(
            request, "Your address is known now. A password chosen before that opens nothing any more."
        )
    give_to_owner(user, by=user)


def _last_method(request, user):
    records = get_authentication_records(request, user)
    return records[-1]["method"] if records else None


def _not_by_mail(request):
    request.session.flush()
    messages.info(request, "A code sent by e-mail does not open this account. Please sign in another way.")
    return redirect("account_login")


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Single sign-on finds people who are already here; it lets in nobody new."""

    def is_open_for_signup(self, request, sociallogin):
        return False

    def authenticate_by_email(self, sociallogin):
        """The person whose verified address is the one the work account has verified; else nobody."""
        found = super().authenticate_by_email(sociallogin)
        if found is None:
            return None
        user, email = found
        verified = EmailAddress.objects.filter(user=user, email__iexact=email, verified=True)
        return found if verified.exists() else None


# Where allauth puts what it had `MfaAdapter` encrypt: an app's secret, the seed of recovery codes, older codes.
MFA_SECRETS = {"secret", "seed", "migrated_codes"}


class MfaAdapter(DefaultMFAAdapter):
    """The secrets of authenticator apps and recovery codes lie encrypted in the database."""

    def encrypt(self, text):
        return vault.encrypt(text)

    def decrypt(self, encrypted_text):
        return vault.decrypt(encrypted_text)


@transaction.atomic
def rotate_second_factors():
    """Move what `MfaAdapter` encrypted to the newest vault key; returns how many rows were rewritten."""
    rewritten = 0
    for authenticator in Authenticator.objects.select_for_update().order_by("pk"):
        data = {name: _rotated(value) for name, value in authenticator.data.items() if name in MFA_SECRETS}
        if data.items() <= authenticator.data.items():
            continue
        authenticator.data |= data
        authenticator.save(update_fields=["data"])
        rewritten += 1
    return rewritten


def _rotated(value):
    if isinstance(value, list):
        return [_rotated(one) for one in value]
    return vault.rotate(value) if vault.uses_old_key(value) else value


class SecondFactorMiddleware:
    """Team members set up a second factor before they open anything that is theirs.

    Whoever has one is asked for it by allauth at each sign-in. Must come after `AccessMiddleware`.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs):
        name = request.resolver_match.view_name
        if not settings.SECOND_FACTOR_REQUIRED or not request.user.is_authenticated:
            return None
        if is_for_everybody(name) or name in settings.REACHABLE_WITHOUT_SECOND_FACTOR:
            return None
        if not needs_second_factor(request.user) or standing_of(request.user).has_second_factor:
            return None
        return redirect("second_factor")
