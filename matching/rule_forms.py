from django import forms

from matching.models import MatchingRules, Topic

HOW_MUCH = [
    (0, "0 – does not matter"),
    (1, "1 – a little"),
    (2, "2 – somewhat"),
    (3, "3 – clearly"),
    (4, "4 – a lot"),
    (5, "5 – matters most"),
]
QUESTIONS = {
    "reciprocity": (
        "What one offers and the other hopes for",
        "Counted in both directions, and both weigh the same.",
    ),
    "shared_topics": (
        "What both write about",
        "Words and topics that two people have in common; rare ones say more than frequent ones.",
    ),
    "work_worlds": (
        "Different work worlds",
        "Another directorate, so that each sees something new.",
    ),
    "reachable": (
        "Easy to reach each other",
        "The same site, a way of meeting and days that suit both.",
    ),
    "stretch": (
        "A deliberate stretch",
        "Two people of whom somebody noted that they would challenge each other well.",
    ),
}
WEIGHTS = list(QUESTIONS)
BARS = {
    "bar_same_team": "Two people with the same line manager",
    "bar_same_directorate": "Two people of the same directorate",
    "bar_evaluation_team": "Two people of the same evaluation team",
}


class RulesForm(forms.ModelForm):
    """How much each thing matters, what is not possible besides, and how long notes are kept."""

    class Meta:
        model = MatchingRules
        fields = [*WEIGHTS, *BARS, "notes_kept_days"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, (label, hint) in QUESTIONS.items():
            self.fields[name] = forms.TypedChoiceField(
                label=label, help_text=hint, choices=HOW_MUCH, coerce=int
            )
        for name, label in BARS.items():
            self.fields[name].label = label
        days = self.fields["notes_kept_days"]
        days.label, days.min_value = "Days that notes on people are kept after the release", 1
        days.help_text = "Then the words, tags and flags of matchers and facilitators are deleted."
        days.widget.attrs |= {"min": 1, "max": 365}

    @property
    def questions(self):
        return [self[name] for name in WEIGHTS]

    @property
    def bars(self):
        return [self[name] for name in BARS]

    def clean_notes_kept_days(self):
        days = self.cleaned_data["notes_kept_days"]
        if not 1 <= days <= 365:
            raise forms.ValidationError("Choose between 1 and 365 days.")
        return days

    def clean(self):
        weights = [self.cleaned_data.get(name) for name in WEIGHTS]
        if weights == [0] * len(WEIGHTS):
            raise forms.ValidationError(
                "Something has to matter: choose more than 0 for one question at least."
            )


class TopicForm(forms.ModelForm):
    class Meta:
        model = Topic
        fields = ["name", "synonyms"]
        labels = {"name": "Topic", "synonyms": "Words and phrases that mean it"}
        help_texts = {
            "name": "As facilitators and matchers read it beside two people, for example “progression”.",
            "synonyms": "One on each line. Endings do not matter: “promotion” finds “promotions” too.",
        }
        widgets = {"synonyms": forms.Textarea(attrs={"rows": 8})}

    def clean_synonyms(self):
        """Each word once, in the order they were written."""
        lines = (" ".join(line.split()) for line in self.cleaned_data["synonyms"].splitlines())
        kept = {}
        for line in filter(None, lines):
            kept.setdefault(line.casefold(), line)
        if len(kept) > 60 or any(len(line) > 80 for line in kept):
            raise forms.ValidationError("Up to 60 words or phrases, each no longer than 80 letters.")
        return "\n".join(kept.values())


class ListForm(forms.Form):
    """What a list of the round tells besides the names."""

    titles = forms.BooleanField(label="With job titles", required=False)
    sides = forms.BooleanField(
        label="With the side each takes",
        help_text="A side says something about ethnicity. Leave it out unless whoever reads the list needs it.",
        required=False,
    )

    @property
    def columns(self):
        wanted = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return {name: bool(wanted.get(name)) for name in ("titles", "sides")}


class PurposeForm(ListForm):
    """What the list is for, as a choice: the history keeps it, and no words of anybody's."""

    PURPOSES = [
        ("steering", "For the steering group"),
        ("launch", "To prepare the launch sessions"),
        ("files", "For the programme's own files"),
    ]
    purpose = forms.ChoiceField(
        label="What is the spreadsheet for?", choices=PURPOSES, widget=forms.RadioSelect
    )
    titles = forms.BooleanField(required=False, widget=forms.HiddenInput)
    sides = forms.BooleanField(required=False, widget=forms.HiddenInput)
