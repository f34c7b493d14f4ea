"""How far a survey has come, and who answered in the end: counts only, never names."""

from collections import defaultdict

from django.db.models import Count, Exists, OuterRef, Q

from partnerships.models import LearningPartner
from surveys.models import SurveyInvitation


def frame(survey):
    """{side: (invited, answered)}, exact. While the survey is open show `progress` instead."""
    rows = (
        SurveyInvitation.objects.filter(survey=survey)
        .values_list("side")
        .annotate(invited=Count("pk"), answered=Count("pk", filter=Q(has_answered=True)))
    )
    return {side: (invited, answered) for side, invited, answered in rows}


def progress(survey):
    """{side: (invited, answered)} that moves on only when enough new answers have come.

    A count that grew by one while one colleague sat beside you would tell who has answered, so answers
    are counted in whole groups of the smallest number that is shown.
    """
    k = survey.smallest_group
    return {side: (invited, answered // k * k) for side, (invited, answered) in frame(survey).items()}


def whole_pairs(survey):
    """Partnerships of which everybody answered, from the ticks beside the invitations alone."""
    answered = SurveyInvitation.objects.filter(survey=survey, participant=OuterRef("participant"))
    places = (
        LearningPartner.objects.filter(partnership__cohort=survey.cohort)
        .annotate(has_answered=Exists(answered.filter(has_answered=True)))
        .values_list("partnership", "has_answered")
    )
    pairs = defaultdict(list)
    for partnership, has_answered in places:
        pairs[partnership].append(has_answered)
    return sum(all(pair) for pair in pairs.values())
