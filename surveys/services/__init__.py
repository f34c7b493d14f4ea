from surveys.services.answering import draft_of, save_draft, send_answers, stop_reminders
from surveys.services.preparing import (
    extend_survey,
    invited_to,
    make_ready,
    prepare_survey,
    set_window,
)
from surveys.services.sealing import seal_survey

__all__ = [
    "draft_of",
    "extend_survey",
    "invited_to",
    "make_ready",
    "prepare_survey",
    "save_draft",
    "seal_survey",
    "send_answers",
    "set_window",
    "stop_reminders",
]
