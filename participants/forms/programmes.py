from datetime import timedelta

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from django.utils import timezone

from accounts.models import User
from participants.models import Cohort, Programme, Role
from participants.models.programmes import quarterly

# The programme's form, heading by heading.
SECTIONS = {
    "The programme": ["name", "organisation", "accent"],
    "One side": ["leader_name", "leader_name_plural", "leader_group"],
    "The other side": ["network_name", "network_name_plural", "network_group"],
    "The three prompts of the matching profile": [
        "prompt_1",
        "prompt_1_help",
        "prompt_2",
        "prompt_2_help",
        "prompt_3",
        "prompt_3_help",
    ],
    "The calendar": [
        "recruit_weeks",
        "match_weeks",
        "check_in_months",
        "survey_month",
        "survey_days",
        "shortest_months",
        "longest_months",
        "quiet_weeks",
    ],
    "Whom to turn to": ["contact_email", "wellbeing", "speak_up", "staff_network", "email_domains"],
    "The evaluation": ["smallest_group", "backup_days", "evaluation_note"],
}


class ProgrammeForm(forms.ModelForm):
    check_in_months = SimpleArrayField(
        forms.IntegerField(min_value=1, max_value=24),
        initial=quarterly,
        label="Months of the check-ins",
        help_text="Counted from the start of the partnerships, separated by commas.",
    )
    email_domains = SimpleArrayField(
        forms.CharField(max_length=120),
        required=False,
        label="Known e-mail domains",
        help_text="Separated by commas. A known domain speeds up checking who somebody is; "
        "it lets nobody in by itself.",
    )

    class Meta:
        model = Programme
        fields = [name for names in SECTIONS.values() for name in names]
        widgets = {
            "prompt_1_help": forms.Textarea(attrs={"rows": 3}),
            "prompt_2_help": forms.Textarea(attrs={"rows": 3}),
            "prompt_3_help": forms.Textarea(attrs={"rows": 3}),
            "evaluation_note": forms.Textarea(attrs={"rows": 5}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(*(Fieldset(title, *names) for title, names in SECTIONS.items()))


class CohortForm(forms.ModelForm):
    class Meta:
        model = Cohort
        fields = ["name", "opens_on", "closes_on", "starts_on", "places"]

    def __init__(self, *args, programme, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            self.instance.programme = programme
            opens_on = timezone.localdate()
            closes_on = opens_on + timedelta(weeks=programme.recruit_weeks)
            self.initial |= {
                "opens_on": opens_on,
                "closes_on": closes_on,
                "starts_on": closes_on + timedelta(weeks=programme.match_weeks),
            }

    def _get_validation_exclusions(self):
        # The programme is no field of the form, and its rule about names still holds.
        return super()._get_validation_exclusions() - {"programme"}


class PersonForm(forms.Form):
    email = forms.EmailField(label="Their work e-mail", max_length=254)
    name = forms.CharField(
        label="Their name",
        max_length=150,
        required=False,
        help_text="Not needed for somebody who takes part in this programme or works for it already.",
    )

    def __init__(self, *args, programme, **kwargs):
        super().__init__(*args, **kwargs)
        self.programme = programme

    def clean(self):
        """Asks for the name of whoever is new to this programme.

        Not "new to this installation": that would tell any administrator who has an account at another Trust.
        """
        given = super().clean()
        email = given.get("email")
        if email and not given.get("name") and not self.programme.knows_address(email):
            self.add_error("name", "Nobody with this address is in this programme yet: type their name too.")
        return given


class AdministratorForm(PersonForm):
    """Who becomes an administrator of a programme."""


class RoleForm(PersonForm):
    role = forms.ChoiceField(
        label="Role",
        widget=forms.RadioSelect,
        choices=[(role.value, role.label.capitalize()) for role in Role if role != Role.ADMINISTRATOR],
    )
    field_order = ["role", "email", "name"]


class CoverForm(forms.Form):
    cover = forms.ModelChoiceField(
        User.objects.none(),
        label="Who covers",
        empty_label="Choose somebody of the team",
        help_text="Gets a call for help that no facilitator has opened within one working day.",
    )

    def __init__(self, *args, team, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["cover"].queryset = team
