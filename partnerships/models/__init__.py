from partnerships.models.guide import GuideSection
from partnerships.models.meetings import Meeting, MeetingWords
from partnerships.models.partnerships import KindWords, LearningPartner, Partnership
from partnerships.models.plans import PlannedMeeting
from partnerships.models.private import Reflection, ReflectionShare
from partnerships.models.shared import Aim
from partnerships.models.support import ContactRequest, FitCheck

__all__ = [
    "Aim",
    "ContactRequest",
    "FitCheck",
    "GuideSection",
    "KindWords",
    "LearningPartner",
    "Meeting",
    "MeetingWords",
    "Partnership",
    "PlannedMeeting",
    "Reflection",
    "ReflectionShare",
]
