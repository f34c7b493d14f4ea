from django import forms


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
