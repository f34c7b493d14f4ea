from django import forms

from surveys.models import Question

LONGEST_TEXT = 3000


class PageForm(forms.Form):
    """One page of a survey, built from its questions; `answers` is code → what was chosen or written."""

    def __init__(self, *args, questions, **kwargs):
        super().__init__(*args, **kwargs)
        for question in questions:
            self.fields[question.code] = _field(question)

    @property
    def answers(self):
        """What was answered on this page, without what was left open."""
        return {code: answer for code, answer in self.cleaned_data.items() if answer}

    def answers_so_far(self):
        """What can be kept of a page that has a mistake: everything that is fine in itself."""
        return {code: answer for code, answer in getattr(self, "cleaned_data", {}).items() if answer}


def _field(question):
    common = {"label": question.words, "help_text": question.help_text, "required": question.required}
    choices = [(option, option) for option in question.options]
    if question.kind == Question.Kind.TEXT:
        widget = forms.Textarea(attrs={"rows": 4})
        return forms.CharField(
            max_length=LONGEST_TEXT,
            widget=widget,
            error_messages={"max_length": f"Please use at most {LONGEST_TEXT} characters."},
            **common,
        )
    if question.kind == Question.Kind.SEVERAL:
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **common)
    return forms.ChoiceField(
        choices=choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one answer: everything else depends on it."},
        **common,
    )


class WindowForm(forms.Form):
    """The first and last day of a survey nobody has been invited to yet."""

    opens_on = forms.DateField(label="Opens on", widget=forms.DateInput(attrs={"type": "date"}))
    closes_on = forms.DateField(
        label="Closes on", help_text="At 5pm.", widget=forms.DateInput(attrs={"type": "date"})
    )


class ExtendForm(forms.Form):
    """A later last day for an open survey."""

    closes_on = forms.DateField(
        label="New last day",
        help_text="At 5pm. Everyone who has not answered is told.",
        widget=forms.DateInput(attrs={"type": "date"}),
    )
