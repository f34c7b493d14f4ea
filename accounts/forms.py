from django import forms

from accounts.models import User


class SignupForm(forms.Form):
    """The one thing we ask beside e-mail and password when somebody joins (allauth adds this in)."""

    name = forms.CharField(
        max_length=150,
        label="Your name",
        help_text="As you would like colleagues to read it.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ["name", "email", "password1"]

    def signup(self, request, user):
        user.name = self.cleaned_data["name"].strip()
        user.save(update_fields=["name"])


class NameForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["name", "said_like", "pronouns"]
        labels = {"name": "Your name", "said_like": "How one says it", "pronouns": "Your pronouns"}
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"})}


class SharedMailForm(forms.Form):
    mail_is_shared = forms.BooleanField(required=False, label="Other people read my e-mail")
