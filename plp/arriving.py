"""What only the whole programme knows about what arrives with a release; handed to matching at start."""

from checkins.models import CheckInSession
from matching.arriving import PlannedDate
from plp.access import POLICIES


def may_open(user, url_name):
    """Whether a page exists for somebody, by the table of access."""
    policy = POLICIES.get(url_name)
    return policy is not None and (policy.signed_out or policy.allows(user))


def planned_dates(cohort, now):
    """The cohort's coming sessions, the ones not published yet among them: for its facilitators only."""
    return [
        PlannedDate(str(session), session.starts_at, session.published_at is not None)
        for session in CheckInSession.objects.upcoming(now).filter(cohort=cohort)
    ]
