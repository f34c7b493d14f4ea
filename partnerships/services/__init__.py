from partnerships.services.afterwards import say_what_next
from partnerships.services.aims import add_aim, remove_aim
from partnerships.services.contacting import (
    ask_for_contact,
    finish_request,
    open_request,
    take_back_request,
)
from partnerships.services.ending import (
    close_partnership,
    complete_partnership,
    extend_partnership,
    leave_partnership,
    reopen_partnership,
)
from partnerships.services.fit import answer_fit_check
from partnerships.services.forming import form_partnership, form_partnerships
from partnerships.services.guide import give_guide
from partnerships.services.meetings import (
    MeetingAlreadyLogged,
    add_to_log,
    correct_meeting,
    log_meeting,
    remove_meeting,
    silence_nudges,
)
from partnerships.services.planning import cancel_plan, move_plan, plan_meeting
from partnerships.services.reflections import delete_reflection, edit_reflection, write_reflection
from partnerships.services.sharing import share_reflection, take_back_share
from partnerships.services.words import add_words, edit_words, remove_words

__all__ = [
    "MeetingAlreadyLogged",
    "add_aim",
    "add_to_log",
    "add_words",
    "answer_fit_check",
    "ask_for_contact",
    "cancel_plan",
    "close_partnership",
    "complete_partnership",
    "correct_meeting",
    "delete_reflection",
    "edit_reflection",
    "edit_words",
    "extend_partnership",
    "finish_request",
    "form_partnership",
    "form_partnerships",
    "give_guide",
    "leave_partnership",
    "log_meeting",
    "move_plan",
    "open_request",
    "plan_meeting",
    "remove_aim",
    "remove_meeting",
    "remove_words",
    "reopen_partnership",
    "say_what_next",
    "share_reflection",
    "silence_nudges",
    "take_back_request",
    "take_back_share",
    "write_reflection",
]
