from datetime import timedelta

from django import forms
from django.utils.formats import date_format

from partnerships.models import Meeting, Partnership
from partnerships.services import aims, words

LONGEST_WORDS = words.LONGEST


class ChipSelect(forms.RadioSelect):
    """Radios of which the one called "other" opens a further field, where scripts run."""

    opens = ""

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        if value == "other" and self.opens:
            option["attrs"]["data-aria-controls"] = self.opens
        return option


class LengthAndModeForm(forms.Form):
    """How long and how, as a row of likely answers each."""

    minutes = forms.ChoiceField(
        label="How long?",
        widget=ChipSelect,
        choices=[
            ("30", "30 minutes"),
            ("45", "45 minutes"),
            ("60", "1 hour"),
            ("90", "1½ hours"),
            ("other", "Another length"),
        ],
    )
    minutes_other = forms.IntegerField(
        label="How many minutes?",
        required=False,
        min_value=1,
        max_value=720,
        error_messages={
            "min_value": "Give the length in minutes: between 1 and 720 (12 hours).",
            "max_value": "Give the length in minutes: between 1 and 720 (12 hours).",
        },
    )
    mode = forms.ChoiceField(label="How?", widget=forms.RadioSelect, choices=Meeting.Mode.choices)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["minutes"].widget.opens = "another-length"
        self.fields["minutes_other"].widget.attrs["class"] = "nhsuk-input--width-3"

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("minutes") == "other":
            cleaned["minutes"] = cleaned.get("minutes_other")
            if cleaned["minutes"] is None and "minutes_other" not in self.errors:
                self.add_error("minutes_other", "Say how many minutes it was, roughly.")
        elif "minutes" in cleaned:
            cleaned["minutes"] = int(cleaned["minutes"])
        return cleaned


class MeetingForm(LengthAndModeForm):
    """The facts of a meeting that was. Everything is filled in beforehand with what is likely.

    day: the short way where scripts do not run. A date typed instead of the `suggested` one wins over it.
    """

    day = forms.ChoiceField(
        label="When was it?",
        required=False,
        widget=forms.RadioSelect,
        help_text="Choose a day, or type a date below.",
    )
    suggested = forms.DateField(required=False, widget=forms.HiddenInput)
    held_on = forms.DateField(
        label="Date", required=False, error_messages={"invalid": "Give the date as day, month and year."}
    )
    cancelled = forms.BooleanField(
        label="It was planned, but did not happen",
        required=False,
        help_text="That is part of life. It counts against nobody, and not in your hours together.",
    )
    activity = forms.ChoiceField(
        label="What kind of meeting?", choices=Meeting.Activity.choices, required=False
    )
    topics = forms.MultipleChoiceField(
        label="What was it about?",
        choices=Meeting.Topic.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="For the two of you. Nobody else sees it.",
    )
    field_order = ["day", "suggested", "held_on", "minutes", "minutes_other", "mode"]

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today, self.yesterday = today, today - timedelta(days=1)
        self.fields["day"].choices = [
            ("today", f"Today, {date_format(self.today, 'l j F')}"),
            ("yesterday", f"Yesterday, {date_format(self.yesterday, 'l j F')}"),
        ]
        self.initial.setdefault("suggested", self.initial.get("held_on"))

    def clean_activity(self):
        return self.cleaned_data["activity"] or Meeting.Activity.CONVERSATION

    def clean(self):
        cleaned = super().clean()
        typed = cleaned.get("held_on")
        if typed in (None, cleaned.get("suggested")) and "held_on" not in self.errors:
            by_name = {"today": self.today, "yesterday": self.yesterday}
            cleaned["held_on"] = by_name.get(cleaned.get("day"), typed)
        if cleaned.get("held_on") is None and "held_on" not in self.errors:
            self.add_error("held_on", "Choose the day on which you met.")
        return cleaned

    def facts(self):
        """What the services take."""
        names = ("held_on", "minutes", "mode", "activity", "topics")
        taken = {name: self.cleaned_data[name] for name in names}
        return taken | {"took_place": not self.cleaned_data["cancelled"]}


def facts_of(meeting):
    """A logged meeting as the form shows it."""
    return {
        "held_on": meeting.held_on,
        "mode": meeting.mode,
        "activity": meeting.activity,
        "topics": meeting.topics,
        "cancelled": not meeting.took_place,
    } | length_chosen(meeting.minutes)


def length_chosen(minutes):
    """The answer for that many minutes."""
    if str(minutes) in dict(MeetingForm.base_fields["minutes"].choices):
        return {"minutes": str(minutes), "minutes_other": None}
    return {"minutes": "other", "minutes_other": minutes}


class WordsForm(forms.Form):
    """One's own words about a meeting."""

    text = forms.CharField(
        label="Your words", max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 8})
    )
    share = False


class OwnWordsForm(WordsForm):
    """Words of which their author still says who reads them. The key makes saving twice keep one."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    readers = forms.ChoiceField(label="Who will read it?", widget=forms.RadioSelect)

    def __init__(self, *args, names, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["readers"].choices = [("shared", f"{names} and I"), ("mine", "Only I")]

    @property
    def share(self):
        return self.cleaned_data["readers"] == "shared"


class ReflectionForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(
        label="Your reflection", max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 14})
    )


class ShareForm(forms.Form):
    """Who may read a reflection. `seen` is what the author was shown."""

    LABELS = {
        "partner": "My learning partner",
        "facilitators": "The facilitators of my cohort. None of them who is my partner, or in my own line or my "
        "partner's, and my partner never learns of it",
    }
    seen = forms.CharField(widget=forms.HiddenInput, strip=False)
    audience = forms.ChoiceField(
        label="Who may read it?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who may read it."},
    )

    def __init__(self, *args, audiences, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["audience"].choices = [(str(one), self.LABELS[one]) for one in audiences]


class AimForm(forms.Form):
    words = forms.CharField(
        label="The aim, in a few words",
        max_length=aims.LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "data-characters": aims.LONGEST}),
    )
    whose = forms.ChoiceField(
        label="Whose aim is it?",
        widget=forms.RadioSelect,
        choices=[("shared", "Ours: we share it"), ("mine", "Mine")],
        initial="shared",
    )


class ClosingForm(forms.Form):
    ending = forms.ChoiceField(
        label="How did it end?",
        widget=forms.RadioSelect,
        choices=[
            (Partnership.Ending.COMPLETE, "It came to its planned end"),
            (Partnership.Ending.EARLY, "It ended early"),
            (Partnership.Ending.CLOSED, "We close it, as was asked of us"),
        ],
    )
