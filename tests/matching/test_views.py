"""The board, the rehearsal and the release through their pages."""

import re
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils import timezone

from matching.models import Match, MatchingRound
from matching.rehearsing import rehearsal_of
from matching.services import agree_match, decline_match, propose_match, release_round
from notifications.delivery import deliver_due
from notifications.models import Message
from participants.models import NotToBePaired, Participant, Pause, Side
from partnerships.models import Partnership
from tests import make

pytestmark = pytest.mark.django_db


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


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def queries(client, url):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


# ---- matching_board


def test_matching_board_says_where_the_round_stands(scene, board):
    scene.pair("Ada Low", "Zoe Moss")
    scene.proposed(scene.pair("Ben Orr", "Yas Day"))

    text = text_of(board())

    assert "2 people to place: 1 BME partner, 1 senior leader" in text
    assert "1 pair waits for a second person." in text
    assert "Ben Orr and Yas Day" in text
    assert "You proposed this pair, so somebody else has to agree." in text


def test_matching_board_puts_two_side_by_side(scene, board):
    ada, zoe = scene.pair("Ada Low", "Zoe Moss")

    compared = board(leader=ada.pk, network=zoe.pk).context["compared"]

    assert compared["names"] == "Ada Low and Zoe Moss"
    assert [[person for person, _ in answers] for _, answers in compared["answers"]] == [[zoe, ada]] * 3
    assert compared["answers"][0][1][1][1] == "Ada Low grew up above a shop."
    assert compared["free"] is True


def test_matching_board_ignores_keys_of_another_cohort_or_side(scene, board):
    ada, _ = scene.pair()
    elsewhere = make.a_participant(make.a_cohort(), Side.LEADER)

    for query in ({"leader": elsewhere.pk}, {"network": ada.pk}, {"leader": "nonsense"}):
        assert board(**query).context["compared"] is None


def test_matching_board_says_what_is_not_possible_without_the_reason(scene, board, client):
    ada, zoe = scene.pair("Ada Low", "Zoe Moss")
    NotToBePaired.objects.create(
        participant=ada, words="She shouted at me", other=zoe, resolved_at=timezone.now()
    )

    response = board(leader=ada.pk, network=zoe.pk)

    assert "Not possible. For a private reason." in text_of(response)
    assert "shouted" not in response.content.decode()
    assert "Propose this pair" not in text_of(response)
    address = f"{board.url}?leader={ada.pk}&network={zoe.pk}"
    assert client.post(address, {"reason": "Still"}).status_code == 200
    assert Match.objects.count() == 0


def test_matching_board_proposes(scene, board, client):
    ada, zoe = scene.pair("Ada Low", "Zoe Moss")

    response = client.post(f"{board.url}?leader={ada.pk}&network={zoe.pk}", {"reason": "Both build things."})

    assert response.status_code == 302
    assert str(ada.pk) not in response["Location"]
    match = Match.objects.get()
    assert (match.reason, match.proposed_by, set(match.people)) == (
        "Both build things.",
        scene.facilitator,
        {ada, zoe},
    )
    assert said(response) == ["Ada Low and Zoe Moss: proposed. A second person now agrees or declines."]


@pytest.mark.parametrize("reason", ["", "   "])
def test_matching_board_asks_for_a_reason(scene, board, client, reason):
    ada, zoe = scene.pair()

    response = client.post(f"{board.url}?leader={ada.pk}&network={zoe.pk}", {"reason": reason})

    assert "Fill in “Why these two?”" in text_of(response)
    assert Match.objects.count() == 0


def test_matching_board_tells_who_was_slower(scene, board, client):
    ada, zoe = scene.pair("Ada Low", "Zoe Moss")
    scene.proposed([ada, scene.pair()[1]], by=scene.matcher)

    response = client.post(f"{board.url}?leader={ada.pk}&network={zoe.pk}", {"reason": "Both build."})

    assert "Ada Low is already in another proposed pair." in text_of(response)
    assert Match.objects.count() == 1


def test_matching_board_costs_the_same_for_one_and_for_three(scene, board, client):
    pairs = [scene.pair()]
    scene.proposed()
    agree_match(scene.proposed(), by=scene.matcher)
    chosen = f"{board.url}?leader={pairs[0][0].pk}&network={pairs[0][1].pk}"
    queries(client, chosen)
    first = queries(client, chosen)
    for _ in range(2):
        scene.pair()
        scene.proposed()
        agree_match(scene.proposed(), by=scene.matcher)

    assert queries(client, chosen) == first
    assert first <= 26


def test_matching_board_of_a_thousand_stays_small(scene, board, client):
    pair = [scene.pair() for _ in range(40)][0]
    Participant.objects.update(
        job_title="Head of Something Rather Long", site="Riverside House, Building Two"
    )
    for _ in range(12):
        agree_match(scene.proposed(), by=scene.matcher)
        scene.proposed()
    for person in pair:
        for number in (1, 2, 3):
            setattr(person.profile, f"answer_{number}", "words of mine " * 80)
        person.profile.save()

    response = board(leader=pair[0].pk, network=pair[1].pk)

    # Lists are paged, so forty a side weigh what five hundred do.
    assert [len(one.rows) for one in response.context["lists"]] == [25, 25]
    assert len(response.content) < 150_000


def test_matching_board_pages_and_searches_without_names_in_the_address(scene, board, client):
    for number in range(26):
        scene.pair(f"Leader {number:02}", f"Network {number:02}")

    assert [row.person.user.name for row in board(leader_page=2).context["lists"][1].rows] == ["Leader 25"]

    response = client.post(
        reverse("matching_search", args=[scene.cohort.pk]), {"side": "leader", "words": "Leader 07"}
    )
    assert "07" not in response["Location"].replace(str(scene.cohort.pk), "")
    lists = client.get(response["Location"]).context["lists"]
    assert [row.person.user.name for row in lists[1].rows] == ["Leader 07"]
    assert len(lists[0].rows) == 25


def test_matching_board_marks_who_is_not_possible_in_the_other_list(scene, board):
    manager, report = scene.pair("Ada Low", "Zoe Moss")
    report.line_manager_email = manager.user.email
    report.save()
    scene.pair("Ben Orr", "Yas Day")

    rows = board(leader=manager.pk).context["lists"][0].rows

    assert {row.person.user.name: row.is_barred for row in rows} == {"Zoe Moss": True, "Yas Day": False}


def test_matching_board_without_a_round_offers_one(scene, board, client):
    MatchingRound.objects.all().delete()
    make.a_participant(scene.cohort, Side.NETWORK)
    assert "none of the senior leaders is without a partner" in text_of(board())
    assert "Open the first round" not in text_of(board())
    make.a_participant(scene.cohort, Side.LEADER)
    assert "2 people have no partner yet" in text_of(board())
    client.post(reverse("round_open", args=[scene.cohort.pk]))
    assert MatchingRound.objects.get().number == 1


def test_matching_board_when_there_is_nobody(scene, board):
    assert "Nobody is left to place." in text_of(board())
    MatchingRound.objects.all().delete()
    assert "Nobody has been accepted yet." in text_of(board())


def test_matching_board_does_not_exist_for_who_takes_part(scene, client):
    scene.proposed()
    takes_part = make.a_participant(scene.cohort, Side.NETWORK, user=scene.matcher)
    client.force_login(takes_part.user)

    for url in (
        reverse("matching_board", args=[scene.cohort.pk]),
        reverse("round_release", args=[scene.round.pk]),
    ):
        assert client.get(url).status_code == 404
    for name in ("match_agree", "match_decline", "match_withdraw"):
        assert client.post(reverse(name, args=[Match.objects.get().pk])).status_code == 404


# ---- match_agree, match_decline, match_withdraw


def test_match_agree_and_undo(scene, client):
    match = scene.proposed(scene.pair("Ada Low", "Zoe Moss"))
    client.force_login(scene.matcher)

    response = client.post(reverse("match_agree", args=[match.pk]))
    assert said(response) == ["Ada Low and Zoe Moss: agreed. Nobody is told before the release."]

    client.post(reverse("match_withdraw", args=[match.pk]))
    match.refresh_from_db()
    assert match.state == Match.State.WITHDRAWN


def test_match_decline_after_a_colleague_says_so_plainly(scene, client):
    match = scene.proposed()
    client.force_login(scene.matcher)
    client.post(reverse("match_decline", args=[match.pk]))

    response = client.post(reverse("match_agree", args=[match.pk]))

    assert said(response)[-1] == "This pair is declined by now."


# ---- round_release


@pytest.fixture
def rehearsal(scene, client):
    client.force_login(scene.facilitator)
    return reverse("round_release", args=[scene.round.pk])


def test_round_release_previews_every_message_exactly(scene, client, rehearsal):
    for names in (("Ada Low", "Zoe Moss"), ("Ben Orr", "Yas Day")):
        agree_match(scene.proposed(scene.pair(*names)), by=scene.matcher)

    page = client.get(rehearsal)
    previewed = {
        letter["person"].user.email: (
            letter["email"].subject,
            letter["email"].body,
            letter["email"].alternatives,
        )
        for pair in page.context["pairs"]
        for letter in pair["letters"]
    }
    assert "Release 2 partnerships and send 4 messages" in text_of(page)
    assert Message.objects.count() == 0

    client.post(rehearsal)
    deliver_due()
    sent = {letter.to[0]: (letter.subject, letter.body, letter.alternatives) for letter in mail.outbox}
    assert previewed == sent
    assert len(sent) == 4


def test_round_release_shows_what_each_will_read(scene, client, rehearsal):
    agree_match(scene.proposed(scene.pair("Ada Low", "Zoe Moss")), by=scene.matcher)

    text = text_of(client.get(rehearsal))

    assert "What Ada Low will read of Zoe Moss" in text
    assert "Zoe Moss grew up above a shop." in text


def test_round_release_is_done_once_and_says_so(scene, client, rehearsal):
    agree_match(scene.proposed(), by=scene.matcher)

    for _ in range(2):
        assert client.post(rehearsal).status_code == 302
    assert "Round 1 is released" in text_of(client.get(rehearsal))
    assert (Partnership.objects.count(), Message.objects.count()) == (1, 2)


def test_round_release_warns_of_what_stands_in_the_way(scene, client, rehearsal):
    match = scene.proposed(scene.pair("Ada Low", "Zoe Moss"))
    agree_match(match, by=scene.matcher)
    scene.proposed(scene.pair("Ben Orr", "Yas Day"))
    today = timezone.localdate()
    Pause.objects.create(participant=match.people[0], starts_on=today, until=today + timedelta(days=9))
    NotToBePaired.objects.create(participant=match.people[1], words="Nobody from estates")

    response = client.get(rehearsal)

    text = text_of(response)
    assert "Ben Orr and Yas Day: waits for a second person." in text
    assert "Ada Low and Zoe Moss: to settle first." in text
    assert "Ada Low is away." in text
    assert "Nobody from estates" not in text
    assert "Release 2 partnerships" not in text
    assert said(client.post(rehearsal)) == ["A pair still waits for a second person."]
    assert Partnership.objects.count() == 0


def test_round_release_of_an_empty_round(scene, client, rehearsal):
    assert "there is nothing to release" in text_of(client.get(rehearsal))


def test_round_release_is_not_for_matchers(scene, client, rehearsal):
    client.force_login(scene.matcher)

    assert client.get(rehearsal).status_code == 403
    assert client.post(rehearsal).status_code == 403


def test_round_release_costs_the_same_for_one_and_for_three(scene, client, rehearsal):
    asked = []
    for more in (1, 2):
        for _ in range(more):
            agree_match(scene.proposed(), by=scene.matcher)
        queries(client, rehearsal)
        asked.append(queries(client, rehearsal))
    assert asked[0] == asked[1]


def test_rehearsal_is_paged(scene):
    for _ in range(11):
        agree_match(scene.proposed(), by=scene.matcher)

    assert [len(rehearsal_of(scene.round, number)["pairs"]) for number in (1, 2)] == [10, 1]
    assert rehearsal_of(scene.round)["messages_to_send"] == 22


# ---- what never leaves the matching team


def test_words_of_a_proposal_and_of_a_wish_reach_nobody_else(scene, client):
    """Planted words: the reason reaches neither partner, the wish only the one who wrote it."""
    reason, wish = "Xylophone", "Trombone"
    ada, zoe = scene.pair("Ada Low", "Zoe Moss")
    NotToBePaired.objects.create(participant=ada, words=f"{wish} Smith", resolved_at=timezone.now())
    match = propose_match(scene.round, [ada, zoe], reason=f"{reason} players both", by=scene.facilitator)
    agree_match(match, by=scene.matcher)
    decline_match(scene.proposed(), by=scene.matcher)
    release_round(scene.round, by=scene.facilitator)
    deliver_due()

    assert len(mail.outbox) == 2
    for letter in mail.outbox:
        text = letter.subject + letter.body + letter.alternatives[0][0]
        assert (reason in text, wish in text) == (False, False)
    for person, private in ((ada, [reason]), (zoe, [reason, wish])):
        client.force_login(person.user)
        urls = _pages_of_a_partner(match)
        assert reverse("home") in urls
        for url in urls:
            text = client.get(url).content.decode()
            assert [word for word in private if word in text] == [], url


def _pages_of_a_partner(match):
    """Every page of partnerships and participants that takes no key, or the partnership's."""
    match.refresh_from_db()
    urls = []
    for name in {key for key in get_resolver().reverse_dict if isinstance(key, str)}:
        for arguments in ((), (match.partnership_id,), (match.people[0].pk,), (match.people[1].pk,)):
            try:
                url = reverse(name, args=arguments)
            except NoReverseMatch:
                continue
            if not url.startswith(("/account", "/healthz", "/readyz")):
                urls.append(url)
    return urls
