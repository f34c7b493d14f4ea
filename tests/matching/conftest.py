from types import SimpleNamespace

import pytest

from matching.services import open_round, propose_match
from participants.models import Side
from tests import make


@pytest.fixture
def scene(db):
    """A cohort with a facilitator, a matcher and an open round; `pair()` makes two more people to place."""
    cohort = make.a_cohort()
    scene = SimpleNamespace(
        cohort=cohort,
        facilitator=make.a_facilitator(cohort, name="Kemi Hart"),
        matcher=make.a_matcher(cohort, name="Dev Rao"),
    )
    scene.round = open_round(cohort, by=scene.facilitator)

    def pair(leader="", network=""):
        return [
            make.a_participant(cohort, Side.LEADER, name=leader, directorate="Estates"),
            make.a_participant(cohort, Side.NETWORK, name=network, directorate="Community"),
        ]

    def proposed(people=None, by=None):
        return propose_match(
            scene.round, people or pair(), reason="Both ask why.", by=by or scene.facilitator
        )

    scene.pair, scene.proposed = pair, proposed
    return scene
