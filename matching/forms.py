from django import forms

from matching.models import Match, Tag
from matching.models.notes import Flag
from participants.models import MatchingProfile

WHY = "What they may find in one another. Write only what you could defend if the person reads it."


class PairForm(forms.Form):
    """Why these two; who they are is in the page's address."""

    hide_optional = True

    reason = forms.CharField(
        label="Why these two?",
        help_text=WHY,
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    tags = forms.MultipleChoiceField(
        label="In a word", choices=Tag.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    sure = forms.ChoiceField(
        label="How sure are you?", choices=Match.Sure.choices, required=False, widget=forms.RadioSelect
    )
    third = forms.ChoiceField(
        label="And a third person",
        help_text="Each of the three is asked whether they would learn in three. Nobody hears of the others by it.",
        required=False,
    )

    def __init__(self, *args, thirds=(), **kwargs):
        super().__init__(*args, **kwargs)
        if thirds:
            self.fields["third"].choices = [("", "Nobody: just these two"), *thirds]
        else:
            del self.fields["third"]

    def clean(self):
        if self.data.get("do") != "draft" and not self.cleaned_data.get("reason", "").strip():
            self.add_error("reason", "Write why these two, to propose them. A draft needs no reason.")


class FilterForm(forms.Form):
    """What one list of the board is narrowed to. Nothing can fail: what is not understood filters nothing."""

    words = forms.CharField(max_length=100, required=False)
    site = forms.CharField(max_length=120, required=False)
    directorate = forms.CharField(max_length=120, required=False)
    day = forms.ChoiceField(choices=MatchingProfile.Day.choices, required=False)
    note = forms.BooleanField(required=False)
    ended = forms.BooleanField(required=False)

    def narrowing(self):
        """What was understood, for the session."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class NoteForm(forms.Form):
    """What somebody knows of a person, or of two together: structured first, then a sentence."""

    hide_optional = True

    tags = forms.MultipleChoiceField(
        label="Speaks for it", choices=Tag.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    flags = forms.MultipleChoiceField(
        label="To be careful about", choices=Flag.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    words = forms.CharField(
        label="In a sentence",
        help_text="Write only what you could defend if the person reads it.",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self):
        if not any(self.cleaned_data.values()):
            raise forms.ValidationError("Tick something, or write a sentence.")


class SetAsideForm(forms.Form):
    """A facilitator's written reason why something that stands against two people may be set aside for them."""

    code = forms.CharField(max_length=30, widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Why it may be set aside for these two",
        help_text="Write only what you could defend if the person reads it.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
