from django import forms

from kit.tables import MAX_BYTES, TableError, read_table
from participants.columns import MEANINGS

DATE_ORDERS = [
    ("", "Work it out from the dates"),
    ("day", "Day first (31/12/26)"),
    ("month", "Month first (12/31/26)"),
]
TABLE_ENDINGS = (".csv", ".txt", ".tsv", ".xlsx", ".xlsm", ".xls")
NO_TABLE = (
    "This does not look like a table. Choose the CSV or Excel file that the form or spreadsheet gave you."
)


class UploadForm(forms.Form):
    file = forms.FileField(
        label="The table",
        help_text="CSV or Excel (.xlsx), up to 5 MB, with one row for each person and the questions as headings.",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
    )

    def clean_file(self):
        """The table in the file, as text (`kit.tables.Table`)."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(f"The file is larger than {MAX_BYTES // 1_000_000} MB.")
        try:
            return read_table(file.read(), file.name)
        except TableError as problem:
            words = [] if file.name.lower().endswith(TABLE_ENDINGS) else [NO_TABLE]
            raise forms.ValidationError([*words, str(problem)]) from None


class ColumnsForm(forms.Form):
    """One question for each heading: what is it? Shows headings only, never a cell."""

    def __init__(self, *args, headers, choices, before, **kwargs):
        super().__init__(*args, **kwargs)
        self.headers = headers
        for number, header in enumerate(headers):
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=header, choices=list(MEANINGS.items()), required=False, initial=choices.get(header, "")
            )
        self.fields["date_order"] = forms.ChoiceField(
            label="How are dates written?",
            choices=DATE_ORDERS,
            widget=forms.RadioSelect,
            required=False,
            initial={True: "month", False: "day"}.get(before.get("month_first"), ""),
        )
        self.fields["only_known"] = forms.BooleanField(
            label="This table only brings people up to date who are here already",
            help_text="Then the work e-mail is the only column it needs. A blank cell changes nothing.",
            required=False,
            initial=before.get("only_known", False),
        )

    @property
    def columns(self):
        """The questions about headings, for the page."""
        return [self[f"column_{number}"] for number in range(len(self.headers))]

    @property
    def choices(self):
        return {header: self.cleaned_data[f"column_{n}"] for n, header in enumerate(self.headers)}

    @property
    def reading(self):
        """How the table is to be read, as `choose_columns` takes it."""
        month_first = {"month": True, "day": False}.get(self.cleaned_data["date_order"])
        return {"month_first": month_first, "only_known": self.cleaned_data["only_known"]}


class ConfirmImportForm(forms.Form):
    """How far somebody knows that the people of the file are who they say."""

    checked = forms.ChoiceField(
        label="Are they who they say?",
        help_text="An address alone proves nothing. Answers given while signed in to the Trust do.",
        widget=forms.RadioSelect,
        choices=[
            ("now", "I have checked that they are who they say"),
            ("later", "I will check each of them later"),
        ],
        error_messages={"required": "Say whether you have checked who they are."},
    )

    known = forms.ChoiceField(
        label="Those who are here already",
        widget=forms.RadioSelect,
        required=False,
        choices=[("leave", "Leave them as they are"), ("update", "Bring them up to date")],
    )

    @property
    def is_checked(self):
        return self.cleaned_data["checked"] == "now"

    @property
    def updates(self):
        return self.cleaned_data["known"] == "update"
