from partnerships.models.agreements import Agreement, AgreementAnswer, AgreementConfirmation
from partnerships.models.following import FollowUp, Headcount, PartnershipNote
from partnerships.models.guide import GuideEdition, GuideSection
from partnerships.models.meetings import Meeting, MeetingWords
from partnerships.models.partnerships import KindWords, LearningPartner, Partnership
from partnerships.models.plans import PlannedMeeting
from partnerships.models.private import Outcome, Reflection, ReflectionShare
from partnerships.models.shared import Aim
from partnerships.models.support import ContactRequest, FitCheck

__all__ = [
    "Agreement",
    "AgreementAnswer",
    "AgreementConfirmation",
    "Aim",
    "ContactRequest",
    "FitCheck",
    "FollowUp",
    "GuideEdition",
    "GuideSection",
    "Headcount",
    "KindWords",
    "LearningPartner",
    "Meeting",
    "MeetingWords",
    "Outcome",
    "Partnership",
    "PartnershipNote",
    "PlannedMeeting",
    "Reflection",
    "ReflectionShare",
]
