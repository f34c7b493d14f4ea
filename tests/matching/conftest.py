from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from matching.services import open_round, propose_match
from participants.models import MatchingProfile, Side
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


NIGHTS = ("I want to understand night shifts.", "I can share what night shifts are like.")
MONEY = ("I want to understand budgets.", "I can share how budgets are balanced.")


def says(participant, words):
    MatchingProfile.objects.filter(participant=participant).update(answer_2=words, saved_at=timezone.now())
    return participant


@pytest.fixture
def four(scene):
    """Two of each side; by what they wrote Ada belongs with Yas and Ben with Zoe."""
    ada, zoe = scene.pair("Ada Low", "Zoe Moss")
    ben, yas = scene.pair("Ben Orr", "Yas Day")
    for person, words in ((ada, NIGHTS[0]), (yas, NIGHTS[1]), (ben, MONEY[0]), (zoe, MONEY[1])):
        says(person, words)
    return ada, ben, yas, zoe


@pytest.fixture
def board(scene, client):
    """The board as the facilitator; `board(**query)` gets it, `board.url` is its address."""
    client.force_login(scene.facilitator)

    def get(**query):
        response = client.get(get.url, query)
        assert response.status_code == 200
        return response

    get.url = reverse("matching_board", args=[scene.cohort.pk])
    return get
