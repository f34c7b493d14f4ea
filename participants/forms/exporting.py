from django import forms

from participants.services.exporting import Purpose

KINDS = [("xlsx", "Excel (.xlsx)"), ("csv", "CSV")]


class ExportForm(forms.Form):
    purpose = forms.ChoiceField(
        label="What do you need it for?",
        help_text="History keeps that you took the list, when, and what for.",
        choices=[(purpose.value, purpose.label[0].upper() + purpose.label[1:]) for purpose in Purpose],
        widget=forms.RadioSelect,
        error_messages={"required": "Say what you need it for."},
    )
    kind = forms.ChoiceField(label="As what", choices=KINDS, widget=forms.RadioSelect, initial="xlsx")
