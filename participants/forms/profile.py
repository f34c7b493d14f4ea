from crispy_forms.helper import FormHelper
from django import forms

from participants.models import Group, MatchingProfile, Participant, Side

LONGEST_ANSWER = 6000
MOST_NAMES = 20
NO_ADDRESS = "Write {} like name@trust.example"


class AboutForm(forms.ModelForm):
    could_be = forms.MultipleChoiceField(
        label="Which place could you take?",
        help_text="Tick both if you could take either. You only ever get a place you ticked here.",
        widget=forms.CheckboxSelectMultiple,
    )
    groups = forms.MultipleChoiceField(
        label="Which of these describe you?",
        help_text="Tick all that do, or none. It is counted for the whole cohort, and never shown with your name.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    class Meta:
        model = Participant
        fields = ["could_be", "groups", "job_title", "directorate", "site", "band", "line_manager_email"]
        error_messages = {"line_manager_email": {"invalid": NO_ADDRESS.format("your line manager's e-mail")}}
        help_texts = {
            "line_manager_email": "So that nobody is paired with their own manager. We do not write to them."
        }

    def __init__(self, *args, required=True, **kwargs):
        super().__init__(*args, **kwargs)
        programme = self.instance.cohort.programme
        self.fields["could_be"].required = required
        self.initial["could_be"] = self.instance.could_be
        self.fields["could_be"].choices = [(side, programme.side_name(side)) for side in Side]
        self.fields["groups"].choices = [
            (Group.LEADER, programme.leader_group),
            (Group.NETWORK, programme.network_group),
            (Group.IN_PERSON, Group.IN_PERSON.label),
        ]

    def _post_clean(self):
        """The service applies and checks the values, so that a refused form leaves the row as it was."""


class AnswersForm(forms.Form):
    """The three answers, under the programme's prompts. Unfinished ones may be kept until they are sent."""

    answer_1 = forms.CharField(required=False)
    answer_2 = forms.CharField(required=False)
    answer_3 = forms.CharField(required=False)

    def __init__(self, *args, participant, required=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.hide_optional = True
        for field, (title, question) in zip(
            self.fields.values(), participant.cohort.programme.prompts, strict=True
        ):
            field.label = title
            field.help_text = question
            field.required = required
            field.max_length = LONGEST_ANSWER
            field.widget = forms.Textarea(attrs={"rows": 7, "data-words": 150})

    def clean(self):
        for name, words in list(self.cleaned_data.items()):
            if len(words) > LONGEST_ANSWER:
                self.add_error(name, "This is much longer than your partner can take in: about 150 words do.")


class PracticalForm(forms.ModelForm):
    mode = forms.ChoiceField(
        label="How do you like to meet?",
        choices=MatchingProfile.Mode.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    days = forms.MultipleChoiceField(
        label="Days that suit you",
        choices=MatchingProfile.Day.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    access_needs = forms.CharField(
        label="Is there anything that would make this accessible for you?",
        help_text="For example step-free rooms, captions, or telephone rather than long messages.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )
    not_with = forms.CharField(
        label="Is there anybody you should not be paired with?",
        help_text="One name on each line, in your own words. You need give no reason. Only facilitators read "
        "this, and nobody whom you name.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )
    mail_is_shared = forms.BooleanField(
        label="Other people read my mail",
        help_text="Then our mails to you say nothing, and a code or link in a mail opens nothing for you: "
        "sign in with a password, a passkey or your work account.",
        # It ends other sessions: the button says it, never an autosave.
        widget=forms.CheckboxInput(attrs={"data-autosave-skip": "yes"}),
        required=False,
    )

    class Meta:
        model = MatchingProfile
        fields = [
            "mode",
            "days",
            "access_needs",
            "share_practical",
            "open_to_trio",
            "not_with",
            "mail_is_shared",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        programme = self.instance.participant.cohort.programme
        self.fields["open_to_trio"].help_text = (
            f"One {programme.leader_name} and two {programme.network_name_plural}. You are asked first, and it "
            "needs the yes of all three."
        )
        shared = self.fields["mail_is_shared"]
        if self.initial.get("mail_is_shared"):
            # Unsaying it needs a password or passkey once more, and the account page asks for it.
            shared.disabled = True
            shared.help_text = "You have said so. To change it, go to your account."

    def clean_not_with(self):
        names = [line.strip() for line in self.cleaned_data["not_with"].splitlines() if line.strip()]
        if len(names) > MOST_NAMES:
            raise forms.ValidationError(
                f"Name {MOST_NAMES} people at most, one on each line. If there are more, write to the facilitators."
            )
        return names

    def _post_clean(self):
        """As in `AboutForm`."""


class SendForm(forms.Form):
    """One button; it carries the words of a refusal."""


class PauseForm(forms.Form):
    until = forms.DateField(label="Back on", help_text="The first day after the pause.")


class AssistantForm(forms.Form):
    name = forms.CharField(label="Your assistant's name", max_length=150)
    email = forms.EmailField(
        label="Your assistant's work e-mail",
        max_length=254,
        error_messages={"invalid": NO_ADDRESS.format("your assistant's e-mail")},
    )
