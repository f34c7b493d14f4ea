"""allauth's forms for joining and for what is opened by an e-mailed code; they know whose mail others read.

Apart from `forms.py` because allauth imports that one while it makes these.
"""

from allauth.account import forms as allauth_forms
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError

WORDS = {
    "Email": "E-mail address",
    "Current Password": "Your password now",
    "New Password": "New password",
    "New Password (again)": "The new password again",
    "Remember Me": "Remember me",
}


class OurWords:
    """Mixed into allauth's forms: labels as everything else here is written."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = WORDS.get(str(field.label), field.label)


class SignInForm(OurWords, allauth_forms.LoginForm):
    pass


class AddAddressForm(OurWords, allauth_forms.AddEmailForm):
    pass


class ChangeAddressForm(OurWords, allauth_forms.ChangeEmailForm):
    pass


class ChangePasswordForm(OurWords, allauth_forms.ChangePasswordForm):
    pass


class RequestCodeForm(OurWords, allauth_forms.RequestLoginCodeForm):
    """For somebody whose mail others read everything looks as if there were no such account."""

    def clean_email(self):
        email = super().clean_email()
        if self._user is not None and self._user.mail_is_shared:
            self._user = None
        return email


class ResetPasswordForm(OurWords, allauth_forms.ResetPasswordForm):
    def clean_email(self):
        email = super().clean_email()
        self.users = [user for user in self.users if not user.mail_is_shared]
        return email


class NewPasswordForm(OurWords, allauth_forms.ResetPasswordKeyForm):
    def clean(self):
        """A code asked for before others were said to read the mail opens nothing either."""
        if self.user.mail_is_shared:
            raise ValidationError("A code sent by e-mail does not open this account.")
        return super().clean()


class ConfirmAddressForm(allauth_forms.ConfirmEmailVerificationCodeForm):
    def clean_code(self):
        """Somebody may have added them meanwhile: then the account no longer is what signed up here."""
        code = super().clean_code()
        if EmailAddress.objects.filter(user=self.user, email__iexact=self.email, verified=True).exists():
            raise ValidationError("Your address is known already. Please sign in with a code sent by e-mail.")
        return code


class JoinForm(OurWords, allauth_forms.SignupForm):
    def try_save(self, request):
        """Hashing is the slow part: it happens for an address that is taken too, or its time would tell."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)
