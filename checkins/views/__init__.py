from checkins.views.answering import session_answer, session_answer_by_link, session_list
from checkins.views.planning import (
    attendance_mark,
    session_add,
    session_cancel,
    session_edit,
    session_lay_out,
    session_plan,
    session_publish,
)

__all__ = [
    "attendance_mark",
    "session_add",
    "session_answer",
    "session_answer_by_link",
    "session_cancel",
    "session_edit",
    "session_lay_out",
    "session_list",
    "session_plan",
    "session_publish",
]
