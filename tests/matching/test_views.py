"""The rehearsal and the release through their pages. The board has its own: test_board*.py."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils import timezone

from matching.rehearsing import rehearsal_of
from matching.services import agree_match, decline_match, propose_match, release_round
from notifications.delivery import deliver_due
from notifications.models import Message
from participants.models import NotToBePaired, Pause
from partnerships.models import Partnership
from tests.matching.seen import queries, said, text_of

pytestmark = pytest.mark.django_db


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
