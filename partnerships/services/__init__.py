from partnerships.services.aims import add_aim, remove_aim
from partnerships.services.ending import close_partnership, leave_partnership
from partnerships.services.forming import form_partnership, form_partnerships
from partnerships.services.guide import give_guide
from partnerships.services.meetings import (
    MeetingAlreadyLogged,
    correct_meeting,
    log_meeting,
    remove_meeting,
    silence_nudges,
)
from partnerships.services.reflections import delete_reflection, edit_reflection, write_reflection
from partnerships.services.words import add_words, edit_words, remove_words

__all__ = [
    "MeetingAlreadyLogged",
    "add_aim",
    "add_words",
    "close_partnership",
    "correct_meeting",
    "delete_reflection",
    "edit_reflection",
    "edit_words",
    "form_partnership",
    "form_partnerships",
    "give_guide",
    "leave_partnership",
    "log_meeting",
    "remove_aim",
    "remove_meeting",
    "remove_words",
    "silence_nudges",
    "write_reflection",
]
