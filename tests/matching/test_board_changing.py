"""What one changes from the board: pairs proposed and drafted, agreed and taken apart, one or several at once."""

import pytest
from django.urls import reverse

from matching.models import Match
from matching.services import agree_match, draft_match, draw_rest
from participants.models import MatchingProfile, Side
from tests import make
from tests.matching.seen import queries, said, text_of

pytestmark = pytest.mark.django_db


def state_of(*matches):
    return [Match.objects.get(pk=match.pk).state for match in matches]


# ---- matching_board, posting


def test_matching_board_proposes(scene, board, client):
    ada, zoe = scene.pair("Ada Low", "Zoe Moss")

    response = client.post(
        f"{board.url}?leader={ada.pk}&network={zoe.pk}",
        {"do": "propose", "reason": "Both build things.", "tags": ["interest", "style"], "sure": "try"},
    )

    assert response.status_code == 302
    assert str(ada.pk) not in response["Location"]
    match = Match.objects.get()
    assert (match.state, match.reason, match.tags, match.sure, match.proposed_by, set(match.people)) == (
        "proposed",
        "Both build things.",
        ["interest", "style"],
        "try",
        scene.facilitator,
        {ada, zoe},
    )
    assert said(response) == ["Ada Low and Zoe Moss: proposed. A second person now agrees or declines."]


@pytest.mark.parametrize("reason", ["", "   "])
def test_matching_board_asks_for_a_reason(scene, board, client, reason):
    ada, zoe = scene.pair()

    response = client.post(f"{board.url}?leader={ada.pk}&network={zoe.pk}", {"reason": reason})

    assert "Write why these two, to propose them." in text_of(response)
    assert Match.objects.count() == 0


def test_matching_board_keeps_a_draft_with_what_is_known_already(scene, board, client):
    ada, zoe = scene.pair("Ada Low", "Zoe Moss")
    address = f"{board.url}?leader={ada.pk}&network={zoe.pk}"

    client.post(address, {"do": "draft", "reason": "", "tags": ["aims"]})

    draft = Match.objects.get()
    assert (draft.state, draft.pinned, draft.tags) == ("draft", True, ["aims"])
    assert client.get(address).context["form"]["tags"].value() == ["aims"]
    client.post(address, {"do": "propose", "reason": "Both build things."})
    assert state_of(draft) == ["proposed"]


def test_matching_board_proposes_three(scene, board, client):
    ada, zoe = scene.pair("Ada Low", "Zoe Moss")
    yas = make.a_participant(scene.cohort, Side.NETWORK, name="Yas Day")

    client.post(
        f"{board.url}?leader={ada.pk}&network={zoe.pk}", {"reason": "All three cook.", "third": str(yas.pk)}
    )

    assert {str(person) for person in Match.objects.get().people} == {"Ada Low", "Zoe Moss", "Yas Day"}


def test_matching_board_tells_who_was_slower(scene, board, client):
    ada, zoe = scene.pair("Ada Low", "Zoe Moss")
    scene.proposed([ada, scene.pair()[1]], by=scene.matcher)

    response = client.post(f"{board.url}?leader={ada.pk}&network={zoe.pk}", {"reason": "Both build."})

    assert "Ada Low is already in another proposed pair." in text_of(response)
    assert Match.objects.count() == 1


# ---- match_agree, match_decline, match_withdraw, match_pin, match_unpin


def test_match_agree_and_undo(scene, client):
    match = scene.proposed(scene.pair("Ada Low", "Zoe Moss"))
    client.force_login(scene.matcher)

    response = client.post(reverse("match_agree", args=[match.pk]))
    assert said(response) == ["Ada Low and Zoe Moss: agreed. Nobody is told before the release."]

    client.post(reverse("match_withdraw", args=[match.pk]))
    assert state_of(match) == ["withdrawn"]


def test_match_decline_after_a_colleague_says_so_plainly(scene, client):
    match = scene.proposed(scene.pair("Ada Low", "Zoe Moss"))
    client.force_login(scene.matcher)
    client.post(reverse("match_decline", args=[match.pk]))

    response = client.post(reverse("match_agree", args=[match.pk]))

    assert said(response)[-1] == "Ada Low and Zoe Moss: This pair is declined by now."


def test_match_pin_and_unpin_and_back_to_the_same_board(scene, client):
    ada, zoe = scene.pair("Ada Low", "Zoe Moss")
    draw_rest(scene.round, by=scene.facilitator)
    draft = Match.objects.get()
    client.force_login(scene.facilitator)
    back = f"?leader={ada.pk}&for=leader"

    response = client.post(reverse("match_pin", args=[draft.pk]), {"back": back + "&next=//evil.example"})

    draft.refresh_from_db()
    assert draft.pinned is True
    assert response["Location"] == reverse("matching_board", args=[scene.cohort.pk]) + back
    client.post(reverse("match_unpin", args=[draft.pk]))
    draft.refresh_from_db()
    assert draft.pinned is False


# ---- trio_yes


def test_trio_yes_is_written_down_and_then_three_can_be_agreed(scene, board, client):
    ada, zoe = scene.pair("Ada Low", "Zoe Moss")
    yas = make.a_participant(scene.cohort, Side.NETWORK, name="Yas Day")
    MatchingProfile.objects.filter(participant__in=[ada, zoe]).update(open_to_trio=True)
    match = scene.proposed([ada, zoe, yas])
    client.force_login(scene.matcher)
    text = text_of(client.get(board.url))
    assert "three together" in text
    assert "Ask Yas Day whether learning in three would suit them." in text
    assert "Ada Low and Zoe Moss ticked it in the profile." in text
    assert reverse("match_agree", args=[match.pk]) not in client.get(board.url).content.decode()

    response = client.post(reverse("trio_yes", args=[match.pk]), {"participant": yas.pk})

    assert said(response) == ["Noted: learning in three would suit Yas Day."]
    assert "Yas Day said yes to three." in text_of(client.get(board.url))
    client.post(reverse("match_agree", args=[match.pk]))
    assert state_of(match) == ["agreed"]


def test_trio_yes_of_nobody_known(scene, client):
    match = scene.proposed()
    client.force_login(scene.facilitator)

    for key in ("", "nonsense", make.a_participant(make.a_cohort()).pk):
        assert client.post(reverse("trio_yes", args=[match.pk]), {"participant": key}).status_code == 404


# ---- drafts_propose, matches_agree


def test_drafts_propose_takes_those_ticked_or_all(scene, client):
    drafts = [draft_match(scene.round, scene.pair(), by=scene.facilitator) for _ in range(3)]
    client.force_login(scene.facilitator)
    url = reverse("drafts_propose", args=[scene.round.pk])

    assert said(client.post(url, {"which": "ticked"})) == ["Tick at least one pair first."]
    client.post(url, {"which": "ticked", "pairs": [drafts[0].pk]})
    assert state_of(*drafts) == ["proposed", "draft", "draft"]
    response = client.post(url, {"which": "all"})
    assert said(response)[-1] == "2 pairs proposed. Nobody is told before the release."
    assert state_of(*drafts) == ["proposed"] * 3


def test_drafts_propose_does_nothing_on_a_board_that_has_changed(scene, client):
    draft = draft_match(scene.round, scene.pair(), by=scene.facilitator)
    scene.round.refresh_from_db()
    seen = scene.round.changes
    draft_match(scene.round, scene.pair(), by=scene.matcher)
    client.force_login(scene.facilitator)

    response = client.post(reverse("drafts_propose", args=[scene.round.pk]), {"which": "all", "seen": seen})

    assert said(response)[0].startswith("Somebody changed the board meanwhile.")
    assert state_of(draft) == ["draft"]


def test_matches_agree_does_all_or_none_and_says_why(scene, client):
    fine = scene.proposed(scene.pair("Ada Low", "Zoe Moss"))
    own = scene.proposed(scene.pair("Ben Orr", "Yas Day"), by=scene.matcher)
    client.force_login(scene.matcher)
    url = reverse("matches_agree", args=[scene.round.pk])

    response = client.post(url, {"pairs": [fine.pk, own.pk]})

    assert said(response) == [
        "Ben Orr and Yas Day: You proposed this pair, so somebody else has to agree.",
        "So none of them is agreed yet: leave these out and try again.",
    ]
    assert state_of(fine, own) == ["proposed", "proposed"]
    response = client.post(url, {"pairs": [fine.pk]})
    assert said(response)[-1] == "1 pair agreed. Nobody is told before the release."
    assert state_of(fine) == ["agreed"]


def test_matches_agree_ticks_only_what_this_person_can_agree_to(scene, board, client):
    for_me = scene.proposed()
    scene.proposed(by=scene.matcher)
    client.force_login(scene.matcher)

    waiting = client.get(board.url, {"tick": "waiting"}).context["waiting"]

    assert [match.pk for match in waiting.matches if match.is_ticked] == [for_me.pk]


# ---- board_changes


def test_board_changes_brings_what_a_colleague_did_without_their_pairs_names_in_the_news(scene, client):
    ada, zoe = scene.pair("Ada Low", "Zoe Moss")
    client.force_login(scene.facilitator)
    url = reverse("board_changes", args=[scene.round.pk])
    scene.round.refresh_from_db()
    assert client.get(url, {"seen": scene.round.changes}).status_code == 204
    seen = scene.round.changes

    match = scene.proposed([ada, zoe], by=scene.matcher)

    response = client.get(url, {"seen": seen, "leader": ada.pk})
    assert response.context["news"] == "Dev Rao proposed a pair."
    page = response.content.decode()
    assert [part for part in ("matching-top", "people-network", "people-leader", "compare-now", "pairs")
            if f'id="{part}" hx-swap-oob="true"' not in page] == []  # fmt: skip
    assert f'id="match-{match.pk}"' in page
    assert f"seen={seen + 1}" in page
    # The words somebody may be writing are in none of the parts.
    assert 'name="reason"' not in page


def test_board_changes_of_ones_own_doing_name_nobody(scene, client):
    scene.proposed()
    client.force_login(scene.facilitator)

    response = client.get(reverse("board_changes", args=[scene.round.pk]), {"seen": 0})

    assert response.context["news"] == "The board has changed: it now shows how it stands."


def test_board_changes_costs_the_same_for_one_and_for_three(scene, client):
    client.force_login(scene.facilitator)
    url = reverse("board_changes", args=[scene.round.pk]) + "?seen=none"
    asked = []
    for more in (1, 2):
        for _ in range(more):
            scene.pair()
            scene.proposed()
            agree_match(scene.proposed(), by=scene.matcher)
            draft_match(scene.round, scene.pair(), by=scene.facilitator)
        queries(client, url)
        asked.append(queries(client, url))
    assert asked[0] == asked[1]
