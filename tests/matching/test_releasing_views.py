"""The rehearsal, the released page, taking a partnership back, and the list that leaves the programme."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from audit.models import AuditEvent
from checkins.models import CheckInSession
from kit.calendars import add_months
from matching.arriving import Link, links_of
from matching.models import Match, MatcherNote, MatchingRound, Tag
from matching.services import (
    agree_match,
    draft_match,
    open_round,
    propose_match,
    record_trio_yes,
    release_round,
)
from notifications.delivery import deliver_due
from participants.models import Participant, Side
from partnerships.models import Meeting, Partnership
from partnerships.services import give_guide
from tests import make
from tests.matching.seen import queries, said, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(scene, client):
    """The facilitator at the round; `at(name)` is the address of one of its pages."""
    client.force_login(scene.facilitator)
    return lambda name, pk=None: reverse(name, args=[pk or scene.round.pk])


@pytest.fixture
def agreed(scene):
    def agree(*names):
        match = scene.proposed(scene.pair(*names))
        agree_match(match, by=scene.matcher)
        return match

    return agree


# ---- round_release: the rehearsal


def test_round_release_tries_each_link_for_its_recipient(settings, agreed, at, client):
    agreed("Ada Low", "Zoe Moss")

    pairs = client.get(at("round_release")).context["pairs"]

    tried = {
        str(letter["person"]): [(link.shown, link.found, link.wrong) for link in letter["links"]]
        for letter in pairs[0]["letters"]
    }
    ada, zoe = [letter["person"] for letter in pairs[0]["letters"]]
    own_page = f"{settings.BASE_URL}{reverse('home')}"
    assert tried == {
        str(person): [
            (own_page, "opens", ""),
            (other.user.email, f"reaches {other}", ""),
            ("plp@trust.example", "reaches the programme", ""),
        ]
        for person, other in ((ada, zoe), (zoe, ada))
    }


def test_a_link_that_does_not_work_is_told(settings, scene):
    user = scene.pair()[0].user

    class Email:
        alternatives = [
            (
                '<a href="{0}/nowhere/"></a><a href="{0}{1}"></a><a href="https://else.example/"></a>'
                '<a href="mailto:who@else.example"></a><a href="{0}/"></a>'.format(
                    settings.BASE_URL, reverse("team_home")
                ),
                "text/html",
            )
        ]

    assert [link.wrong for link in links_of(Email, user, {"a@trust.example": "Ada"})] == [
        "there is no such page",
        "they may not open this page",
        "leads to another site",
        "nobody in this message has this address",
        "",
    ]
    assert Link("mailto:a@b.example").shown == "a@b.example"


def test_round_release_says_which_dates_and_which_guide_they_find(scene, agreed, at, client):
    agreed()
    soon = timezone.now() + timedelta(days=9)
    for number, published_at in ((1, timezone.now()), (2, None)):
        CheckInSession.objects.create(
            cohort=scene.cohort,
            kind=CheckInSession.Kind.LAUNCH,
            number=number,
            starts_at=soon + timedelta(days=number),
            published_at=published_at,
        )

    context = client.get(at("round_release")).context
    assert [date.name for date in context["published"]] == ["Launch session 1"]
    assert [date.name for date in context["unpublished"]] == ["Launch session 2"]
    assert context["complete_on"] == add_months(timezone.localdate(), 12)
    assert (context["guide_is_own"], len(context["guide"])) == (False, 15)

    give_guide(scene.cohort.programme, by=None)
    assert client.get(at("round_release")).context["guide_is_own"] is True


def test_round_release_names_the_drafts_it_leaves_out(scene, agreed, at, client):
    agreed("Ada Low", "Zoe Moss")
    draft_match(scene.round, scene.pair("Ben Orr", "Yas Day"), by=scene.facilitator)

    assert "1 draft that nobody proposed is left out and dropped: Ben Orr and Yas Day." in text_of(
        client.get(at("round_release"))
    )
    client.post(at("round_release"))
    assert Partnership.objects.count() == 1


def test_round_release_of_drafts_alone_says_what_is_missing(scene, at, client):
    draft_match(scene.round, scene.pair(), by=scene.facilitator)

    assert "This round has drafts only." in text_of(client.get(at("round_release")))


def test_round_release_reads_what_people_wrote_for_one_page_only(agreed, at, client):
    for number in range(12):
        agreed(f"Leader {number:02}", f"Network {number:02}")

    first, second = (client.get(at("round_release"), {"page": page}) for page in (1, 2))

    assert [len(page.context["pairs"]) for page in (first, second)] == [10, 2]
    assert "Leader 11 grew up above a shop." not in text_of(first)
    assert "Leader 11 grew up above a shop." in text_of(second)
    assert "send 24 messages" in text_of(first)


def test_round_release_reads_right_for_three(scene, at, client):
    ada, zoe = scene.pair("Ada Low", "Zoe Moss")
    three = [ada, zoe, make.a_participant(scene.cohort, Side.NETWORK, name="Yas Day")]
    match = propose_match(scene.round, three, reason="Three cooks.", by=scene.facilitator)
    for person in three:
        record_trio_yes(match, person, by=scene.facilitator)
    agree_match(match, by=scene.matcher)

    (pair,) = client.get(at("round_release")).context["pairs"]

    assert pair["names"] == "Ada Low, Yas Day and Zoe Moss"
    assert "You, Yas Day and Zoe Moss are now learning partners." in pair["letters"][0]["email"].body
    assert [[str(other) for other in letter["sees"]] for letter in pair["letters"]] == [
        ["Yas Day", "Zoe Moss"],
        ["Ada Low", "Zoe Moss"],
        ["Ada Low", "Yas Day"],
    ]
    assert [link.wrong for letter in pair["letters"] for link in letter["links"] if link.wrong] == []
    client.post(at("round_release"))
    (row,) = client.get(at("round_list")).context["rows"]
    assert [name for name, _, _ in row[1]] == ["Ada Low", "Yas Day", "Zoe Moss"]


# ---- round_released


@pytest.fixture
def released(scene, agreed):
    agreed("Ada Low", "Zoe Moss")
    agreed("Ben Orr", "Yas Day")
    return release_round(scene.round, by=scene.facilitator)


def test_released_page_lists_its_partnerships(scene, released, at, client):
    page = client.get(at("round_release"))

    assert [match.names for match in page.context["page"]] == ["Ada Low and Zoe Moss", "Ben Orr and Yas Day"]
    assert text_of(page).count("Take it back…") == 2


def test_released_page_offers_the_next_round_only_when_there_are_two_sides(scene, released, at, client):
    assert "still without a partner" not in text_of(client.get(at("round_release")))
    make.a_participant(scene.cohort, Side.NETWORK)
    assert "They are on one side only" in text_of(client.get(at("round_release")))
    make.a_participant(scene.cohort, Side.LEADER)
    assert "Open the next round" in text_of(client.get(at("round_release")))

    open_round(scene.cohort, by=scene.facilitator)
    text = text_of(client.get(at("round_release")))
    assert "Go on with round 2" in text
    assert "Round 1, this one : 2 partnerships" in text.replace("one:", "one :")


def test_released_page_costs_the_same_for_two_and_for_five(scene, agreed, at, client):
    counts = []
    for more in (1, 3):
        for _ in range(more):
            agreed()
        release_round(scene.round, by=scene.facilitator)
        client.get(at("round_release"))
        counts.append(queries(client, at("round_release")))
        scene.round = open_round(scene.cohort, by=scene.facilitator)
    assert counts[0] == counts[1]


# ---- partnership_withdraw


def test_partnership_withdraw_shows_both_messages_and_then_sends_just_these(released, at, client):
    deliver_due()
    mail.outbox.clear()
    url = at("partnership_withdraw", released[0].pk)

    page = client.get(url)
    shown = {email.to[0]: (email.subject, email.body) for _, email in page.context["letters"]}
    assert "Take back the partnership of Ada Low and Zoe Moss?" in text_of(page)
    assert Partnership.objects.current().count() == 2

    response = client.post(url)
    deliver_due()

    assert said(response) == ["Ada Low and Zoe Moss: taken back and told. Both can be paired again."]
    assert {letter.to[0]: (letter.subject, letter.body) for letter in mail.outbox} == shown
    assert Partnership.objects.current().count() == 1


def test_partnership_withdraw_ends_with_the_first_meeting(released, at, client):
    place = released[0].partners.first()
    Meeting.objects.create(partnership=released[0], held_on=timezone.localdate(), logged_by=place)
    url = at("partnership_withdraw", released[0].pk)

    page = client.get(url)
    assert "They have logged a meeting" in text_of(page)
    assert "Take it back and tell" not in text_of(page)
    client.post(url)
    assert Partnership.objects.current().count() == 2
    assert text_of(client.get(at("round_release"))).count("Take it back…") == 1


def test_partnership_withdraw_is_not_there_for_who_takes_part(scene, released, client):
    taking_part = make.a_facilitator(scene.cohort)
    make.a_participant(scene.cohort, Side.LEADER, user=taking_part)
    client.force_login(taking_part)

    url = reverse("partnership_withdraw", args=[released[0].pk])
    assert (client.get(url).status_code, client.post(url).status_code) == (404, 404)


# ---- round_list, round_export


def test_round_list_has_names_and_why_in_a_word_and_nothing_written_for_the_team(scene, agreed, at, client):
    """Planted words: neither the reason, nor a remark, nor a group leaves the matching team."""
    match = agreed("Ada Low", "Zoe Moss")
    Match.objects.update(tags=[Tag.WORLDS, Tag.REACH], reason="Xylophone players both.")
    ada, zoe = match.people
    MatcherNote.objects.create(cohort=scene.cohort, about=ada, words="Trombone", written_by=scene.facilitator)
    scene.proposed(scene.pair("Ben Orr", "Yas Day"))

    plain = client.get(at("round_list"))
    assert plain.context["rows"] == [
        (
            "Ada Low and Zoe Moss",
            [("Ada Low", "", ""), ("Zoe Moss", "", "")],
            "Different work worlds, easy to reach each other",
        )
    ]
    whole = client.get(at("round_list"), {"titles": "on", "sides": "on"}).content.decode()
    book = client.post(at("round_export"), {"purpose": "steering", "titles": "on", "sides": "on"})
    cells = [str(cell) for row in sheet_of(book) for cell in row]
    for planted in ("Xylophone", "Trombone", "Ben Orr"):
        assert (planted in whole, any(planted in cell for cell in cells)) == (False, False)


def sheet_of(response):
    return list(load_workbook(io.BytesIO(response.content)).active.iter_rows(values_only=True))


def test_round_list_tells_the_sides_only_when_asked(agreed, at, client):
    agreed()

    assert "BME partner" not in text_of(client.get(at("round_list")))
    assert "BME partner" in text_of(client.get(at("round_list"), {"sides": "on"}))


def test_round_export_is_a_spreadsheet_without_author_or_formula(scene, agreed, at, client):
    agreed("=HYPERLINK(0)", "Zoe Moss")
    Participant.objects.update(job_title="+Head of Things")

    response = client.post(at("round_export"), {"purpose": "launch", "titles": "on"})

    with zipfile.ZipFile(io.BytesIO(response.content)) as packed:
        core = packed.read("docProps/core.xml").decode()
    assert [word in core for word in ("openpyxl", "creator", "lastModifiedBy")] == [False] * 3
    assert sheet_of(response) == [
        ("One partner", "Job title", "Another partner", "Job title", "Why"),
        ("'=HYPERLINK(0)", "'+Head of Things", "Zoe Moss", "'+Head of Things", None),
    ]
    assert response["Content-Disposition"] == 'attachment; filename="partnerships-round-1.xlsx"'


def test_round_export_is_kept_in_history_with_its_purpose(scene, agreed, at, client):
    agreed()
    client.post(at("round_export"), {"purpose": "steering"})

    event = AuditEvent.objects.about(scene.round).last()
    assert (event.verb, event.actor_id) == ("took the list for the steering group", scene.facilitator.pk)


def test_round_export_asks_what_for(scene, agreed, at, client):
    agreed()
    before = AuditEvent.objects.count()

    assert said(client.post(at("round_export"), {"purpose": "fun"})) == ["Choose what the list is for."]
    assert AuditEvent.objects.count() == before


def test_round_list_of_nothing_agreed(scene, at, client):
    scene.proposed()

    assert "No pair of this round is agreed yet" in text_of(client.get(at("round_list")))


def test_round_list_costs_the_same_for_one_and_for_three(agreed, at, client):
    agreed()
    client.get(at("round_list"))
    first = queries(client, at("round_list"))
    agreed()
    agreed()
    assert queries(client, at("round_list")) == first


def test_a_matcher_knows_the_round_and_hands_out_no_list(scene, agreed, at, client):
    agreed()
    client.force_login(scene.matcher)

    assert client.get(at("round_list")).status_code == 403
    assert client.post(at("round_export"), {"purpose": "steering"}).status_code == 403
    assert MatchingRound.objects.visible_to(scene.matcher).count() == 1
