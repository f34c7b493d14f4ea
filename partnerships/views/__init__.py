from partnerships.views.arranging import arranging
from partnerships.views.guide import guide, guide_print, guide_section
from partnerships.views.meetings import (
    meeting_correct,
    meeting_detail,
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
    partnership_leave,
)
from partnerships.views.reflections import (
    reflection_delete,
    reflection_edit,
    reflection_list,
    reflection_write,
)
from partnerships.views.team import partnership_close, partnership_list

__all__ = [
    "aim_add",
    "aim_remove",
    "arranging",
    "guide",
    "guide_print",
    "guide_section",
    "meeting_correct",
    "meeting_detail",
    "meeting_log",
    "meeting_remove",
    "meeting_words",
    "meeting_words_edit",
    "meeting_words_remove",
    "nudge_silence",
    "partnership_close",
    "partnership_current",
    "partnership_detail",
    "partnership_leave",
    "partnership_list",
    "reflection_delete",
    "reflection_edit",
    "reflection_list",
    "reflection_write",
]
