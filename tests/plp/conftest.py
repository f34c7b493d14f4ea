"""A running cohort with a pair whose every word is planted: nobody's page may show one."""

import pytest
from django.utils import timezone

from kit.calendars import add_months
from partnerships.models import Aim, Meeting
from partnerships.services import log_meeting, write_reflection
from tests import make

PLANTED = "ochre-heron"


@pytest.fixture
def running():
    """A cohort two months into its year, by the test's clock, with that pair in it."""
    cohort = make.a_cohort(name="Running cohort", starts_on=add_months(timezone.localdate(), -2))
    partnership = make.a_partnership(cohort)
    for place in partnership.partners.select_related("participant__user", "participant__profile"):
        participant = place.participant
        participant.user.name = f"{PLANTED.title()} {participant.side}"
        participant.user.save()
        for number in (1, 2, 3):
            setattr(participant.profile, f"answer_{number}", PLANTED)
        participant.profile.save()
        write_reflection(participant, text=PLANTED, by=participant.user)
        Aim.objects.create(partnership=partnership, whose=place, words=PLANTED)
    log_meeting(
        partnership,
        held_on=timezone.localdate(),
        minutes=60,
        mode=Meeting.Mode.values[0],
        words=PLANTED,
        by=participant.user,
    )
    return cohort
