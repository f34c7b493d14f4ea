"""Forms with a date that is to come: planning a meeting, and logging one with the next date in the same step."""

from contextlib import suppress
from datetime import date, time

from django import forms
from django.utils import timezone

from kit.calendars import AmbiguousTime, NonexistentTime, add_months, at_local
from partnerships.forms import LONGEST_WORDS, LengthAndModeForm, MeetingForm, length_chosen
from partnerships.models import Meeting
from partnerships.services.planning import LONGEST_PLACE

TEN = time(10)
FURTHEST_MONTHS = 24
WHICH = [("0", "The first, in summer time"), ("1", "The second, an hour later")]


def date_field(label, **more):
    errors = {"required": "Choose a day.", "invalid": "Give the date as day, month and year."}
    return forms.DateField(label=label, error_messages=errors, **more)


def time_field(label, **more):
    errors = {
        "required": "Say at what time it starts.",
        "invalid": "Give the time as hours and minutes, like 14:30.",
    }
    return forms.TimeField(label=label, error_messages=errors, **more)


def which_field():
    """Asked when the clocks go back over the chosen time."""
    return forms.ChoiceField(
        label="The clocks go back that night, so this time comes twice. Which one?",
        choices=WHICH,
        widget=forms.RadioSelect,
        required=False,
    )


def moment_of(form, day, at, which):
    """The moment that these three fields of the form mean; None, with an error beside its cause, when they do not.

    Sets `form.asks_which` when the wall shows that time twice.
    """
    cleaned = form.cleaned_data
    on, clock = cleaned.get(day), cleaned.get(at)
    form.asks_which = bool(cleaned.get(which))
    if on is None or clock is None:
        return None
    today = timezone.localdate()
    if not today <= on <= add_months(today, FURTHEST_MONTHS):
        past = on < today
        form.add_error(
            day, "Choose a day that is still to come." if past else "Choose a day within two years."
        )
        return None
    try:
        moment = at_local(on, clock, fold=int(cleaned[which]) if cleaned.get(which) else None)
    except NonexistentTime as problem:
        form.add_error(at, f"{problem} Choose another time.")
    except AmbiguousTime:
        form.asks_which = True
        form.add_error(which, "Say which of the two you mean.")
    else:
        if moment > timezone.now():
            return moment
        form.add_error(at, "Choose a time that is still to come.")
    return None


class PlanForm(LengthAndModeForm):
    """A meeting to come, by the clock on the wall."""

    day = date_field("Date")
    at = time_field("Starts at")
    which = which_field()
    where = forms.CharField(
        label="Place or joining link",
        required=False,
        max_length=LONGEST_PLACE,
        help_text="It goes into your calendars, never into the subject of a mail.",
    )
    field_order = ["day", "at", "which", "minutes", "minutes_other", "mode", "where"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.asks_which = bool(self.initial.get("which"))

    def clean(self):
        cleaned = super().clean()
        cleaned["starts_at"] = moment_of(self, "day", "at", "which")
        return cleaned

    def facts(self):
        """What the services take."""
        return {name: self.cleaned_data[name] for name in ("starts_at", "minutes", "mode", "where")}


def likely_plan(last):
    """What a fresh form says already: as last time, else ten o'clock, an hour, on Teams. The day is theirs."""
    if last is None:
        return {"at": TEN, "minutes": "60", "mode": Meeting.Mode.TEAMS}
    local = timezone.localtime(last.starts_at)
    return {"at": local.time(), "mode": last.mode} | length_chosen(last.minutes)


def plan_as_it_is(plan):
    """A planned meeting as the form shows it."""
    local = timezone.localtime(plan.starts_at)
    twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return {
        "day": local.date(),
        "at": local.time().replace(fold=0),
        "which": str(local.fold) if twice else "",
        "mode": plan.mode,
        "where": plan.where,
    } | length_chosen(plan.minutes)


class MeetingLogForm(MeetingForm):
    """A meeting that was, with room for words and, if wanted, the next date."""

    plan = forms.UUIDField(required=False, widget=forms.HiddenInput)
    words = forms.CharField(
        label="Words for you both",
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    take_away = forms.CharField(
        label="What I take away",
        required=False,
        max_length=LONGEST_WORDS,
        help_text="Only you will read this.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    next_day = date_field("Next date", required=False)
    next_at = time_field("Starts at", required=False)
    next_which = which_field()
    asks_which = False

    @property
    def unfolded(self):
        """Whether the folded part has something in it that must be seen."""
        return any(self.errors.get(name) or self[name].value() for name in ("words", "take_away", "topics"))

    @property
    def next_unfolded(self):
        names = ("next_day", "next_at", "next_which")
        return bool(self["next_day"].value()) or any(self.errors.get(name) for name in names)

    def clean(self):
        cleaned = super().clean()
        cleaned["next_starts_at"] = moment_of(self, "next_day", "next_at", "next_which")
        if cleaned.get("next_day") and not cleaned.get("next_at") and "next_at" not in self.errors:
            self.add_error("next_at", "Say at what time you meet next.")
        return cleaned

    def typed_words(self):
        return {name: self.cleaned_data[name] for name in ("words", "take_away")}

    def next_meeting(self):
        """What `plan_meeting` takes, as long and in the way of this one; None without a next date."""
        starts_at = self.cleaned_data["next_starts_at"]
        return starts_at and {
            "starts_at": starts_at,
            "minutes": self.cleaned_data["minutes"],
            "mode": self.cleaned_data["mode"],
        }


def likely_facts(last, asked, *, today, plan=None):
    """What a fresh log says already: as it was planned, or the link asked for, else as last time.

    last: the latest meeting in the log, or None. asked: the query string (date, minutes, cancelled), never
    trusted. plan: the planned meeting it is about, or None.
    """
    likely = {"held_on": today, "minutes": "60", "mode": Meeting.Mode.TEAMS, "next_at": TEN}
    if last is not None:
        likely |= length_chosen(last.minutes) | {"mode": last.mode}
    if plan is not None:
        likely |= length_chosen(plan.minutes) | {"mode": plan.mode, "plan": plan.pk}
        likely |= {"held_on": min(plan.day, today), "next_at": timezone.localtime(plan.starts_at).time()}
    with suppress(ValueError):
        likely["held_on"] = date.fromisoformat(asked.get("date", ""))
    if asked.get("minutes", "").isascii() and asked.get("minutes", "").isdigit():
        likely |= length_chosen(int(asked["minutes"][:4]))
    return likely | {"cancelled": asked.get("cancelled") == "1"}
