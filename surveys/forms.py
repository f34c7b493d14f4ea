from django import forms

from surveys.models import Question

LONGEST_TEXT = 3000


class PageForm(forms.Form):
    """One page of a survey, built from its questions; what is answered is code → what was chosen or written."""

    hide_optional = True  # nearly everything is: the page says so once

    def __init__(self, *args, questions, **kwargs):
        super().__init__(*args, **kwargs)
        for question in questions:
            self.fields[question.code] = _field(question)

    @property
    def has_mistakes(self):
        """Whether something is wrong with what was given. (A required answer left open is not: it may still come.)"""
        return any(error.code != "required" for errors in self.errors.as_data().values() for error in errors)

    def merged_with(self, answers):
        """`answers` with this page's put in, those left open taken out, and a mistaken one as it was before."""
        given = self.cleaned_data
        settled = set(given) | {name for name, errors in self.errors.as_data().items() if _left_open(errors)}
        kept = {code: answer for code, answer in answers.items() if code not in settled}
        return kept | {code: answer for code, answer in given.items() if answer}


def _left_open(errors):
    return all(error.code == "required" for error in errors)


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
    field = forms.ChoiceField(
        choices=choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one answer: everything else depends on it."},
        **common,
    )
    field.is_agreement = question.kind == Question.Kind.AGREEMENT
    return field


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
