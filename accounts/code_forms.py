"""allauth's forms for what is opened by an e-mailed code; they know whose mail others read.

Apart from `forms.py` because allauth imports that one while it makes these.
"""

from allauth.account import forms as allauth_forms
from django.core.exceptions import ValidationError


class RequestCodeForm(allauth_forms.RequestLoginCodeForm):
    """For somebody whose mail others read everything looks as if there were no such account."""

    def clean_email(self):
        email = super().clean_email()
        if self._user is not None and self._user.mail_is_shared:
            self._user = None
        return email


class ResetPasswordForm(allauth_forms.ResetPasswordForm):
    def clean_email(self):
        email = super().clean_email()
        self.users = [user for user in self.users if not user.mail_is_shared]
        return email


class NewPasswordForm(allauth_forms.ResetPasswordKeyForm):
    def clean(self):
        """A code asked for before others were said to read the mail opens nothing either."""
        if self.user.mail_is_shared:
            raise ValidationError("A code sent by e-mail does not open this account.")
        return super().clean()
