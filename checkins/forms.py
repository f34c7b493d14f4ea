from django import forms
from django.utils import timezone

from checkins.models import Attendance, CheckInSession
from kit.calendars import AmbiguousTime, NonexistentTime, at_local


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(
        label="Are you coming?",
        choices=[("coming", "Yes, I am coming"), ("not_this_time", "Not this time")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether you are coming."},
    )


class SessionForm(forms.ModelForm):
    """A session's time as the wall shows it. An hour that comes twice is asked about, one that does not
    exist is refused."""

    day = forms.DateField(label="Date")
    at = forms.TimeField(label="Starts at")
    which = forms.ChoiceField(
        label="The clocks go back that night, so this time comes twice. Which one?",
        choices=[("0", "The first, in summer time"), ("1", "The second, an hour later")],
        widget=forms.RadioSelect,
        required=False,
    )

    link = forms.URLField(
        label="Joining link",
        required=False,
        assume_scheme="https",
        help_text="Shown to those who are coming, from an hour before.",
    )

    class Meta:
        model = CheckInSession
        fields = ["kind", "minutes", "place", "link"]
        widgets = {"kind": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = CheckInSession.Kind.choices
        if not self.instance._state.adding:
            del self.fields["kind"]
            local = timezone.localtime(self.instance.starts_at)
            self.initial |= {"day": local.date(), "at": local.time()}
        self.fields["minutes"].widget.attrs["class"] = "nhsuk-input--width-4"
        order = ["kind", "day", "at", "which", "minutes", "place", "link"]
        self.order_fields(order)
        if not self.data.get("which"):
            self._which = self.fields.pop("which")

    def clean(self):
        cleaned = super().clean()
        day, at = cleaned.get("day"), cleaned.get("at")
        if not day or not at:
            return cleaned
        which = cleaned.get("which") or ""
        try:
            cleaned["starts_at"] = at_local(day, at, fold=int(which) if which else None)
        except NonexistentTime as problem:
            self.add_error("at", f"{problem} Choose another time.")
        except AmbiguousTime:
            self._which.required = True
            self.fields["which"] = self._which
            self.order_fields(["kind", "day", "at", "which", "minutes", "place", "link"])
            self.add_error("which", "Say which of the two you mean.")
        return cleaned

    def _post_clean(self):
        """The rules of a session are checked where it is changed, under the row's lock."""

    @property
    def details(self):
        return {field: self.cleaned_data[field] for field in ("minutes", "place", "link")}


class AttendanceForm(forms.Form):
    """A checklist: those who said they are coming, then everybody else; once saved, those who came first."""

    came = forms.ModelMultipleChoiceField(queryset=None, required=False)

    def __init__(self, session, people, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = {row.participant_id: row for row in session.attendances.all()}
        self.fields["came"].queryset = people
        self.everybody = list(people)
        self.is_saved = any(row.attended is not None for row in rows.values())
        self.first, self.others = [], []
        for participant in self.everybody:
            row = rows.get(participant.pk)
            participant.was_there = row is not None and row.attended is True
            said_so = row is not None and row.answer == Attendance.Answer.COMING
            is_first = participant.was_there if self.is_saved else said_so
            (self.first if is_first else self.others).append(participant)

    def attended(self):
        """Each participant with whether they came, as `mark_attendance` takes it."""
        came = set(self.cleaned_data["came"])
        return {participant: participant in came for participant in self.everybody}
