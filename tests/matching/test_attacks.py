"""What was sent by hand: odd numbers, unseen letters; and what a reader of a board may not conclude."""

import pytest
from django.urls import reverse

from matching.models import Match
from matching.services import draft_match
from tests import make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("seen", ["many", "²", "", "9" * 5000])
def test_an_odd_number_of_changes_is_a_changed_board_or_none(client, scene, seen):
    pair = scene.pair()
    match = draft_match(scene.round, pair, by=scene.matcher)
    client.force_login(scene.facilitator)
    for name, thing in (
        ("round_draw", scene.cohort),
        ("drafts_propose", scene.round),
        ("matches_agree", scene.round),
    ):
        assert (
            client.post(reverse(name, args=[thing.pk]), {"seen": seen, "pairs": [match.pk]}).status_code
            == 302
        )
    here = {"network": pair[1].pk, "leader": pair[0].pk}
    what_if = reverse("match_what_if", args=[scene.cohort.pk], query=here)
    assert client.post(what_if, {"seen": seen}).status_code == 302
    assert Match.objects.count() == 1


def test_letters_nobody_sees_search_for_nothing(client, scene):
    make.a_participant(scene.cohort, name="Amina")
    client.force_login(scene.matcher)
    client.post(reverse("cohort_notes_search", args=[scene.cohort.pk]), {"words": "a\x00"})
    assert client.get(reverse("cohort_notes", args=[scene.cohort.pk])).status_code == 200
    client.post(reverse("matching_search", args=[scene.cohort.pk]), {"side": "leader", "words": "\x00"})
    assert client.get(reverse("matching_board", args=[scene.cohort.pk])).status_code == 200


@pytest.mark.parametrize("name", ["matching_board", "round_draw", "match_what_if", "cohort_notes"])
def test_odd_addresses_are_pages_or_not_found(client, scene, name):
    client.force_login(scene.facilitator)
    for odd in ("\x00", "²", "9" * 5000, "-1", "\ud800".encode("utf-16", "surrogatepass").hex()):
        query = dict.fromkeys(
            [
                "leader",
                "network",
                "for",
                "third",
                "with",
                "page",
                "left",
                "goal",
                "tick",
                "leader_page",
                "drafts_page",
            ],
            odd,
        )
        page = client.get(reverse(name, args=[scene.cohort.pk]), query)
        assert page.status_code in (200, 404)


def test_odd_keys_in_posts_are_refused(client, scene):
    match = draft_match(scene.round, scene.pair(), by=scene.matcher)
    client.force_login(scene.facilitator)
    for odd in ("\x00", "²", "x", "9" * 500):
        board = reverse("matching_board", args=[scene.cohort.pk], query={"leader": odd, "network": odd})
        answers = [
            client.post(reverse("trio_yes", args=[match.pk]), {"participant": odd}),
            client.post(reverse("drafts_propose", args=[scene.round.pk]), {"pairs": [odd]}),
            client.post(board, {"reason": odd, "third": odd, "sure": odd, "tags": [odd]}),
            client.post(reverse("override_add", args=[scene.cohort.pk]), {"code": odd, "reason": odd}),
            client.post(reverse("round_export", args=[scene.round.pk]), {"purpose": odd}),
            client.post(reverse("match_pin", args=[match.pk]), {"back": f"//evil.example?{odd}"}),
        ]
        assert {answer.status_code for answer in answers} <= {200, 302, 404}
        assert not any("evil" in answer.headers.get("Location", "") for answer in answers)
