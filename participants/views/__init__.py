from participants.views.answering import place_answer, side_answer
from participants.views.deciding import participant_decide
from participants.views.exporting import participant_export
from participants.views.importing import (
    import_check,
    import_columns,
    import_discard,
    import_problems,
    import_progress,
    import_upload,
)
from participants.views.inviting import join_poster, join_qr
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
    "import_problems",
    "import_progress",
    "import_upload",
    "join",
    "join_poster",
    "join_qr",
    "not_with_settle",
    "participant_add",
    "participant_decide",
    "participant_detail",
    "participant_export",
    "participant_list",
    "pause",
    "pause_end",
    "place_answer",
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
    "side_answer",
]
