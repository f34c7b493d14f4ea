from participants.views.importing import import_check, import_columns, import_discard, import_upload
from participants.views.joining import join
from participants.views.pausing import delegation_end, delegation_list, pause, pause_end
from participants.views.profile import (
    profile_about,
    profile_answers,
    profile_check,
    profile_practical,
    profile_preview,
    profile_task_list,
    profile_withdraw,
)
from participants.views.programmes import (
    cohort_add,
    cohort_edit,
    cohort_open,
    programme_add,
    programme_detail,
    programme_edit,
    programme_list,
)
from participants.views.team import cohort_cover, cohort_team, role_confirm, role_end
from participants.views.triage import (
    not_with_settle,
    participant_add,
    participant_decide,
    participant_detail,
    participant_list,
)

__all__ = [
    "cohort_add",
    "cohort_cover",
    "cohort_edit",
    "cohort_open",
    "cohort_team",
    "delegation_end",
    "delegation_list",
    "import_check",
    "import_columns",
    "import_discard",
    "import_upload",
    "join",
    "not_with_settle",
    "participant_add",
    "participant_decide",
    "participant_detail",
    "participant_list",
    "pause",
    "pause_end",
    "profile_about",
    "profile_answers",
    "profile_check",
    "profile_practical",
    "profile_preview",
    "profile_task_list",
    "profile_withdraw",
    "programme_add",
    "programme_detail",
    "programme_edit",
    "programme_list",
    "role_confirm",
    "role_end",
]
