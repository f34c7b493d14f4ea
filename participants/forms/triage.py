from django import forms

from participants.models import Channel, Participant, Side

DECISIONS = [
    ("check", "It is them"),
    ("accept", "Accept"),
    ("wait", "Waiting list"),
    ("decline", "Not this time"),
]


class FilterForm(forms.Form):
    """What the list of people shows. Nothing typed here can fail: an unknown word filters nothing."""

    q = forms.CharField(label="Name or e-mail", required=False, max_length=100)
    side = forms.ChoiceField(required=False)
    state = forms.ChoiceField(required=False)
    channel = forms.ChoiceField(required=False, label="Came through")
    directorate = forms.ChoiceField(required=False)

    def __init__(self, *args, cohort, directorates, facilitates, **kwargs):
        super().__init__(*args, **kwargs)
        name = cohort.programme.side_name
        both = [("both", "Ticked both sides"), ("open", "Side still open")]
        self.fields["side"].choices = [("", "Both sides")] + [(side, name(side)) for side in Side] + both
        states = [(state.value, state.label.capitalize()) for state in Participant.State]
        extra = [("check", "To check that it is them")]
        if facilitates:
            extra.append(("settle", "Named somebody not to be paired with"))
        self.fields["state"].choices = [("", "All")] + extra + states
        self.fields["channel"].choices = [("", "All")] + Channel.choices
        self.fields["directorate"].choices = [("", "All")] + [(name, name) for name in directorates]

    def apply_to(self, people, user):
        """The people this filter leaves. What was not understood filters nothing."""
        self.is_valid()
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        if "q" in asked:
            people = people.search(asked["q"].strip())
        side, state = asked.get("side"), asked.get("state")
        if side == "both":
            people = people.filter(could_be_leader=True, could_be_network=True)
        elif side == "open":
            people = people.filter(side="")
        elif side:
            people = people.filter(side=side)
        if state == "check":
            people = people.to_check()
        elif state == "settle":
            people = people.with_unsettled_wishes(user)
        elif state:
            people = people.filter(state=state)
        return people.filter(**{name: asked[name] for name in ("channel", "directorate") if name in asked})


class DecisionForm(forms.Form):
    """A decision for the ticked people."""

    people = forms.ModelMultipleChoiceField(
        Participant.objects.none(), error_messages={"required": "Tick at least one person first."}
    )
    decision = forms.ChoiceField(choices=DECISIONS)
    side = forms.ChoiceField(choices=[("", ""), *Side.choices], required=False)
    confirmed = forms.BooleanField(required=False)

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = people


class NotWithForm(forms.Form):
    other = forms.ModelChoiceField(
        Participant.objects.none(), label="Who is meant", required=False, empty_label="Nobody in this cohort"
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = people


class TelephoneForm(forms.Form):
    name = forms.CharField(label="Their name", max_length=150)
    email = forms.EmailField(
        label="An e-mail address they read",
        max_length=254,
        help_text="They sign in with it to confirm. Somebody without a work address can give their own.",
    )
    could_be = forms.MultipleChoiceField(
        label="Which place could they take?", widget=forms.CheckboxSelectMultiple, required=False
    )
    job_title = forms.CharField(label="Job title", max_length=120, required=False)
    directorate = forms.CharField(label="Directorate", max_length=120, required=False)
    site = forms.CharField(label="Usual place of work", max_length=120, required=False)
    band = forms.CharField(label="Band or level", max_length=60, required=False)
    line_manager_email = forms.EmailField(label="Line manager's e-mail", max_length=254, required=False)

    def __init__(self, *args, cohort, **kwargs):
        super().__init__(*args, **kwargs)
        programme = cohort.programme
        self.fields["could_be"].choices = [(side, programme.side_name(side)) for side in Side]
        for number, (title, question) in enumerate(programme.prompts, start=1):
            self.fields[f"answer_{number}"] = forms.CharField(
                label=title,
                help_text=question,
                max_length=6000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 5, "data-words": 150}),
            )

    @property
    def typed(self):
        """The cleaned values as `add_by_telephone` takes them."""
        values = dict(self.cleaned_data)
        values["answers"] = [values.pop(f"answer_{number}") for number in (1, 2, 3)]
        return values
