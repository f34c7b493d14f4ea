from datetime import timedelta

from django import forms
from django.utils import timezone

from participants.models import Channel, Participant, Side, WhyNot

DECISIONS = [
    ("check", "It is them"),
    ("accept", "Accept"),
    ("offer", "Offer a place"),
    ("wait", "Waiting list"),
    ("decline", "Not this time"),
    ("ask", "Ask about the other side"),
    ("unask", "No longer ask"),
]


class FilterForm(forms.Form):
    """What the list of people shows. Nothing typed here can fail: an unknown word filters nothing."""

    q = forms.CharField(label="Name or e-mail", required=False, max_length=100)
    side = forms.ChoiceField(required=False)
    state = forms.ChoiceField(required=False, label="How far")
    channel = forms.ChoiceField(required=False, label="Came through")
    directorate = forms.ChoiceField(required=False)

    def __init__(self, *args, cohort, overview, facilitates, **kwargs):
        super().__init__(*args, **kwargs)
        self.overview = overview
        name = cohort.programme.side_name
        both = [("both", "Ticked both sides"), ("open", "Side still open")]
        self.fields["side"].choices = [("", "Both sides")] + [(side, name(side)) for side in Side] + both
        states = [(state.value, state.label.capitalize()) for state in Participant.State]
        extra = [
            ("check", "To check that it is them"),
            ("overdue", "Place offered, answer overdue"),
            ("asked", "Asked about the other side"),
            ("twice", "Perhaps here twice"),
        ]
        if facilitates:
            extra.append(("settle", "Named somebody not to be paired with"))
        self.fields["state"].choices = [("", "All")] + extra + states
        self.fields["channel"].choices = [("", "All")] + Channel.choices
        self.fields["directorate"].choices = [("", "All")] + [(one, one) for one in overview.directorates]

    def apply_to(self, people, user):
        """The people this filter leaves. What was not understood filters nothing."""
        self.is_valid()
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        if "q" in asked:
            people = people.search(asked["q"].strip())
        people = self._on_side(people, asked.get("side"))
        people = self._that_far(people, asked.get("state"), user)
        return people.filter(**{name: asked[name] for name in ("channel", "directorate") if name in asked})

    def _on_side(self, people, side):
        if side == "both":
            return people.filter(could_be_leader=True, could_be_network=True)
        if side == "open":
            return people.filter(side="")
        return people.filter(side=side) if side else people

    def _that_far(self, people, state, user):
        narrowed = {
            "check": lambda: people.to_check(),
            "overdue": lambda: people.unanswered(timezone.localdate()),
            "asked": lambda: people.exclude(asked_side=""),
            "twice": lambda: people.filter(pk__in=list(self.overview.twins)),
            "settle": lambda: people.with_unsettled_wishes(user),
        }
        if state in narrowed:
            return narrowed[state]()
        return people.filter(state=state) if state else people


class DecisionForm(forms.Form):
    """A decision for the ticked people, and what goes with it: sides, a day to answer by, a reason.

    `seen` is what the messages on the page said; if something of it has been changed since, they are shown again.
    """

    people = forms.ModelMultipleChoiceField(
        Participant.objects.none(), error_messages={"required": "Tick at least one person first."}
    )
    decision = forms.ChoiceField(choices=DECISIONS)
    side = forms.ChoiceField(choices=[("", ""), *Side.choices], required=False)
    answer_by = forms.DateField(
        label="They answer by",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Until then, and after it until you say otherwise, the place is held for them.",
    )
    why_not = forms.ChoiceField(
        label="Why not this time?",
        help_text="They read it, in these words.",
        choices=WhyNot.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    seen = forms.CharField(required=False, max_length=20_000)
    confirmed = forms.BooleanField(required=False)

    def __init__(self, data, *, people, cohort):
        if "answer_by" not in data:
            data = data.copy()
            data["answer_by"] = (
                timezone.localdate() + timedelta(days=cohort.programme.offer_days)
            ).isoformat()
        super().__init__(data)
        self.fields["people"].queryset = people

    def clean(self):
        values = super().clean()
        people, what = values.get("people", ()), values.get("decision")
        values["sides"] = {person.pk: side for person in people if (side := self._side(person))}
        if what == "offer" and "answer_by" not in self.errors:
            day = values.get("answer_by")
            if day is None:
                self.add_error("answer_by", "Say until which day they can answer.")
            elif day < timezone.localdate():
                self.add_error("answer_by", "That day has passed already.")
        if what == "decline" and not values.get("why_not") and (values["confirmed"] or "look" in self.data):
            self.add_error("why_not", "Choose why not: they read it in the message.")
        return values

    def _side(self, person):
        """The side chosen for somebody who ticked both."""
        if len(person.could_be) < 2:
            return ""
        chosen = self.data.get(f"side_{person.pk}", "")
        return chosen if chosen in Side.values else self.cleaned_data.get("side", "")

    @property
    def knows_whom(self):
        """Whether people and decision are clear, so that the page can show what would happen."""
        return not set(self.errors) - {"answer_by", "why_not"}

    @property
    def lacks_reason(self):
        return self.cleaned_data["decision"] == "decline" and not self.cleaned_data.get("why_not")

    @property
    def choice(self):
        """What goes with the decision, as the services take it."""
        values, what = self.cleaned_data, self.cleaned_data["decision"]
        return {
            "sides": values["sides"],
            "answer_by": values.get("answer_by") if what == "offer" else None,
            "why_not": values.get("why_not", "") if what == "decline" else "",
        }

    @property
    def as_shown(self):
        """The choices that are part of the messages, as one line; empty when there are none."""
        choice = self.choice
        sides = [f"{key}={side}" for key, side in sorted(choice["sides"].items(), key=str)]
        return " ".join(filter(None, [str(choice["answer_by"] or ""), choice["why_not"], *sides]))

    @property
    def is_settled(self):
        """Whether it was said of exactly these messages: yes."""
        values = self.cleaned_data
        return not self.errors and values["confirmed"] and values["seen"] == self.as_shown


class NotWithForm(forms.Form):
    other = forms.ModelChoiceField(
        Participant.objects.none(), label="Who is meant", required=False, empty_label="Nobody in this cohort"
    )

    def __init__(self, *args, people, names=None, **kwargs):
        """names: the people as read already, for a page with many of these forms."""
        super().__init__(*args, **kwargs)
        field = self.fields["other"]
        field.queryset = people
        if names is not None:
            field.choices = [("", field.empty_label), *((person.pk, str(person)) for person in names)]


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
