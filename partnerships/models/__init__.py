from partnerships.models.guide import GuideSection
from partnerships.models.meetings import Meeting, MeetingWords
from partnerships.models.partnerships import LearningPartner, Partnership
from partnerships.models.private import Reflection
from partnerships.models.shared import Aim

__all__ = [
    "Aim",
    "GuideSection",
    "LearningPartner",
    "Meeting",
    "MeetingWords",
    "Partnership",
    "Reflection",
]
