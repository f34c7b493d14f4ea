from participants.forms.exporting import ExportForm
from participants.forms.importing import ColumnsForm, ConfirmImportForm, UploadForm
from participants.forms.profile import (
    AboutForm,
    AnswersForm,
    AssistantForm,
    PauseForm,
    PracticalForm,
    SendForm,
)
from participants.forms.programmes import AdministratorForm, CohortForm, CoverForm, ProgrammeForm, RoleForm
from participants.forms.triage import DecisionForm, FilterForm, NotWithForm, TelephoneForm

__all__ = [
    "AboutForm",
    "AdministratorForm",
    "AnswersForm",
    "AssistantForm",
    "CohortForm",
    "ColumnsForm",
    "ConfirmImportForm",
    "CoverForm",
    "DecisionForm",
    "ExportForm",
    "FilterForm",
    "NotWithForm",
    "PauseForm",
    "PracticalForm",
    "ProgrammeForm",
    "RoleForm",
    "SendForm",
    "TelephoneForm",
    "UploadForm",
]
