from partnerships.views.arranging import arranging
from partnerships.views.calls import (
    contact_request_detail,
    contact_request_done,
    contact_request_list,
    contact_request_open,
    partnership_ending,
    partnership_reopen,
)
from partnerships.views.ending import (
    partnership_after,
    partnership_complete,
    partnership_extend,
    partnership_going_on,
    partnership_leave,
)
from partnerships.views.guide import guide, guide_print, guide_section
from partnerships.views.meetings import (
    meeting_correct,
    meeting_detail,
    meeting_list,
    meeting_log,
    meeting_remove,
    meeting_words,
    meeting_words_edit,
    meeting_words_remove,
)
from partnerships.views.ours import (
    aim_add,
    aim_remove,
    nudge_silence,
    partnership_current,
    partnership_detail,
)
from partnerships.views.plans import meeting_calendar, meeting_cancel, meeting_move, meeting_plan
from partnerships.views.reflections import (
    reflection_delete,
    reflection_edit,
    reflection_list,
    reflection_write,
)
from partnerships.views.sharing import (
    reflection_share,
    reflection_shared,
    reflection_take_back,
    reflections_sent,
)
from partnerships.views.support import contact_request, contact_take_back, fit_check
from partnerships.views.team import partnership_close, partnership_list

__all__ = [
    "aim_add",
    "aim_remove",
    "arranging",
    "contact_request",
    "contact_request_detail",
    "contact_request_done",
    "contact_request_list",
    "contact_request_open",
    "contact_take_back",
    "fit_check",
    "guide",
    "guide_print",
    "guide_section",
    "meeting_calendar",
    "meeting_cancel",
    "meeting_correct",
    "meeting_detail",
    "meeting_list",
    "meeting_log",
    "meeting_move",
    "meeting_plan",
    "meeting_remove",
    "meeting_words",
    "meeting_words_edit",
    "meeting_words_remove",
    "nudge_silence",
    "partnership_after",
    "partnership_close",
    "partnership_complete",
    "partnership_current",
    "partnership_detail",
    "partnership_ending",
    "partnership_extend",
    "partnership_going_on",
    "partnership_leave",
    "partnership_list",
    "partnership_reopen",
    "reflection_delete",
    "reflection_edit",
    "reflection_list",
    "reflection_share",
    "reflection_shared",
    "reflection_take_back",
    "reflection_write",
    "reflections_sent",
]
