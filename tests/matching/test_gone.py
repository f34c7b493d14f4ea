"""A pair of whom one has left: the board says so, and how to take it back."""

import pytest
from django.urls import reverse

from matching.models import Match
from participants.models import Participant

pytestmark = pytest.mark.django_db


def test_matching_board_says_of_whom_a_pair_is_no_longer_possible(scene, client):
    def page():
        return client.get(reverse("matching_board", args=[scene.cohort.pk])).content.decode()

    client.force_login(scene.facilitator)
    match = scene.proposed(scene.pair("Ada Low", "Zoe Moss"))
    assert "No longer possible" not in page()
    Participant.objects.filter(user__name="Ada Low").update(state=Participant.State.WITHDRAWN)
    for state in (Match.State.PROPOSED, Match.State.AGREED):
        Match.objects.filter(pk=match.pk).update(
            state=state, settled_by=scene.matcher, settled_at=match.proposed_at
        )
        shown = page()
        assert "Ada Low left meanwhile" in shown
        assert reverse("match_withdraw", args=[match.pk]) in shown
