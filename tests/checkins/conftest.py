import pytest

from checkins.models import CheckInSession
from checkins.services import add_session, publish_sessions
from kit.calendars import add_months
from participants.models import Side
from tests import make


@pytest.fixture
def now(clock):
    """Monday 1 March 2027, noon, in London."""
    return clock("2027-03-01 12:00")


@pytest.fixture
def cohort(db, now):
    """A cohort two months into its year, with a facilitator (`cohort.facilitator`)."""
    cohort = make.a_cohort(starts_on=add_months(now.date(), -2))
    cohort.facilitator = make.a_facilitator(cohort)
    return cohort


@pytest.fixture
def people(cohort):
    """Four who take part: two on each side."""
    return [make.a_participant(cohort, side) for side in (Side.NETWORK, Side.LEADER) * 2]


@pytest.fixture
def a_session(cohort):
    """Makes a session; published unless told otherwise."""

    def make_one(starts_at, kind=CheckInSession.Kind.CHECK_IN, *, published=True, **details):
        session = add_session(cohort, kind, starts_at, by=cohort.facilitator, **details)
        if published:
            publish_sessions(cohort, by=cohort.facilitator)
            session.refresh_from_db()
        return session

    return make_one
