"""Forms of care: how it is going, please contact me, how it ends and what comes next."""

import uuid

from django import forms

from partnerships.models import ContactRequest, FitCheck, KindWords
from partnerships.services import afterwards, contacting, ending


def posted(request):
    """What was sent; None for a page that is only looked at. An empty form that was sent is sent."""
    return request.POST if request.method == "POST" else None


class FitCheckForm(forms.Form):
    answer = forms.ChoiceField(
        label="How is it going, for you?",
        widget=forms.RadioSelect,
        choices=FitCheck.Answer.choices,
        error_messages={"required": "Choose how it is going."},
    )


class ContactForm(forms.Form):
    """Whom it concerns and who must not read it come first; words are last, and need not be."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    concerns = forms.ChoiceField(
        label="Whom or what does it concern?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whom or what it concerns."},
    )
    kept_from = forms.MultipleChoiceField(
        label="Is there somebody who must not read it?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Whoever you tick hears nothing of it. No reason is needed.",
    )
    words = forms.CharField(
        label="A few words, if you like",
        required=False,
        max_length=contacting.LONGEST,
        help_text="You need not write anything: we get in touch either way. Saying how and when helps us.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args, team, has_partner, **kwargs):
        super().__init__(*args, **kwargs)
        self.team = {str(person.pk): person for person in team}
        concerns = ContactRequest.Concerns
        without = () if has_partner else (concerns.PARTNERSHIP, concerns.END)
        self.fields["concerns"].choices = [one for one in concerns.choices if one[0] not in without]
        self.fields["kept_from"].choices = [(key, str(person)) for key, person in self.team.items()]
        self.initial.setdefault("key", uuid.uuid4())
        if not team:
            del self.fields["kept_from"]

    def what_is_asked(self):
        """What the service takes."""
        kept_from = [self.team[key] for key in self.cleaned_data.get("kept_from", ())]
        return {name: self.cleaned_data[name] for name in ("concerns", "words", "key")} | {
            "kept_from": kept_from
        }


class LeavingForm(forms.Form):
    kind_words = forms.ChoiceField(
        widget=forms.RadioSelect,
        choices=KindWords.choices,
        error_messages={"required": "Choose what your partner reads."},
    )
    reason = forms.CharField(
        label="Why, if you would like to say",
        required=False,
        max_length=ending.LONGEST,
        help_text="For the facilitators, so that they can look after the programme. Your partner never reads it.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args, names, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind_words"].label = f"What shall {names} read?"


class ExtendForm(forms.Form):
    months = forms.TypedChoiceField(
        label="Until when would you like to go on?",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose until when."},
    )

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["months"].choices = choices


class AfterForm(forms.Form):
    """After the end: nothing of it has to be filled in. After the planned one nobody new is promised."""

    wish = forms.ChoiceField(
        label="What would you like next?",
        required=False,
        widget=forms.RadioSelect,
        choices=[*afterwards.WISHES.items(), ("", "I do not know yet")],
    )
    helped = forms.CharField(
        required=False, max_length=afterwards.LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )
    missing = forms.CharField(
        required=False, max_length=afterwards.LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )
    contact = forms.EmailField(
        label="Where may the survey at the end of the year reach you?",
        required=False,
        help_text="If your address may change: an e-mail address that stays. It is used for nothing else.",
        error_messages={"invalid": "Give an e-mail address like name@example.org."},
    )

    def __init__(self, *args, is_complete, **kwargs):
        super().__init__(*args, **kwargs)
        if is_complete:
            del self.fields["wish"]
        for name, question in afterwards.EXIT_QUESTIONS.items():
            self.fields[name].label = question

    def what_is_said(self):
        """What the service takes."""
        answers = {name: self.cleaned_data[name] for name in afterwards.EXIT_QUESTIONS}
        return {
            "wish": self.cleaned_data["wish"],
            "answers": answers,
            "contact": self.cleaned_data["contact"],
        }


def said_before(place):
    """What the form shows of what was said already."""
    return (place.exit_answers or {}) | {"wish": place.wishes_next, "contact": place.contact_later}
