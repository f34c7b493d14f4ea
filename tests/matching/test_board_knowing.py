"""Notes on people, and what a facilitator sets aside, through their pages."""

import pytest
from django.urls import reverse

from matching.models import MatcherNote, MatchingRules, Override
from matching.services import write_note
from participants.models import NotToBePaired, Participant, Side
from tests import make
from tests.matching.seen import queries, said, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def taking_part(scene):
    """A matcher who takes part in the cohort."""
    lena = make.a_matcher(scene.cohort, name="Lena Ford")
    make.a_participant(scene.cohort, Side.LEADER, user=lena)
    return lena


# ---- person_notes, note_delete


def test_person_notes_are_written_read_and_deleted(scene, client):
    ada, _ = scene.pair("Ada Low", "Zoe Moss")
    client.force_login(scene.matcher)
    url = reverse("person_notes", args=[ada.pk])

    client.post(url, {"tags": ["style"], "flags": ["word"], "words": "Calm in a storm."})

    note = MatcherNote.objects.get()
    assert (note.about, note.other, note.tags, note.flags, note.words, note.written_by) == (
        ada,
        None,
        ["style"],
        ["word"],
        "Calm in a storm.",
        scene.matcher,
    )
    text = text_of(client.get(url))
    assert "Similar style: Needs a word first. Calm in a storm." in text
    assert "Deleted 90 days after the release." in text
    client.post(reverse("note_delete", args=[note.pk]))
    assert MatcherNote.objects.count() == 0


def test_person_notes_on_two_together_lead_back_to_the_board(scene, client):
    ada, zoe = scene.pair("Ada Low", "Zoe Moss")
    client.force_login(scene.facilitator)
    board = f"leader={ada.pk}&network={zoe.pk}"

    response = client.post(
        reverse("person_notes", args=[ada.pk]) + f"?{board}&with={zoe.pk}", {"tags": ["stretch"]}
    )

    note = MatcherNote.objects.get()
    assert {note.about, note.other} == {ada, zoe}
    assert response["Location"].startswith(reverse("matching_board", args=[scene.cohort.pk]))


def test_person_notes_say_how_long_this_programme_keeps_them(scene, client):
    MatchingRules.objects.create(programme=scene.cohort.programme, notes_kept_days=30)
    client.force_login(scene.facilitator)

    assert "Deleted 30 days" in text_of(client.get(reverse("person_notes", args=[scene.pair()[0].pk])))


def test_person_notes_want_something_and_keep_what_was_typed(scene, client):
    client.force_login(scene.facilitator)
    url = reverse("person_notes", args=[scene.pair()[0].pk])

    assert "Tick something, or write a sentence." in text_of(client.post(url, {}))
    long = client.post(url, {"words": "word " * 200})
    assert "word word" in long.context["form"]["words"].value()
    assert MatcherNote.objects.count() == 0


def test_person_notes_of_colleagues_are_closed_to_who_takes_part(scene, client, taking_part):
    ada, _ = scene.pair("Ada Low", "Zoe Moss")
    other = write_note(ada, words="Xylophone", by=scene.facilitator)
    write_note(ada, words="Trombone", by=taking_part)
    client.force_login(taking_part)
    url = reverse("person_notes", args=[ada.pk])

    text = text_of(client.get(url))

    assert ("Xylophone" in text, "Trombone" in text) == (False, True)
    assert client.post(reverse("note_delete", args=[other.pk])).status_code == 404
    assert client.post(url, {"words": "Plays bass."}).status_code == 302


def test_nobody_reads_or_writes_a_note_on_themselves(scene, client, taking_part):
    own = Participant.objects.get(user=taking_part)
    write_note(own, words="Xylophone", by=scene.facilitator)
    client.force_login(taking_part)

    assert client.get(reverse("person_notes", args=[own.pk])).status_code == 404
    ada, _ = scene.pair()
    assert client.get(reverse("person_notes", args=[ada.pk]), {"with": own.pk}).status_code == 404


@pytest.mark.parametrize("key", ["nonsense", "00000000-0000-4000-8000-000000000000"])
def test_person_notes_with_somebody_unknown(scene, client, key):
    client.force_login(scene.facilitator)

    assert client.get(reverse("person_notes", args=[scene.pair()[0].pk]), {"with": key}).status_code == 404


# ---- cohort_notes, cohort_notes_search


def test_cohort_notes_show_who_takes_part_the_names_of_the_others_alone(scene, client, taking_part):
    """No side, no directorate, no draft, no other's note: the last one left would be their partner."""
    ada, _ = scene.pair("Ada Low", "Zoe Moss")
    write_note(ada, words="Xylophone", by=scene.facilitator)
    write_note(ada, words="Trombone", by=taking_part)
    client.force_login(taking_part)

    response = client.get(reverse("cohort_notes", args=[scene.cohort.pk]))

    assert [(str(person), number) for person, number in response.context["people"]] == [
        ("Ada Low", 1),
        ("Zoe Moss", 0),
    ]
    text = text_of(response)
    assert [word for word in ("Senior leader", "BME", "Estates", "Lena Ford Ada") if word in text] == []


def test_cohort_notes_are_searched_without_names_in_the_address(scene, client):
    scene.pair("Ada Low", "Zoe Moss")
    client.force_login(scene.matcher)

    response = client.post(reverse("cohort_notes_search", args=[scene.cohort.pk]), {"words": "zoe"})

    assert "zoe" not in response["Location"]
    assert [str(person) for person, _ in client.get(response["Location"]).context["people"]] == ["Zoe Moss"]


def test_cohort_notes_cost_the_same_for_one_and_for_three(scene, client):
    client.force_login(scene.facilitator)
    url = reverse("cohort_notes", args=[scene.cohort.pk])
    asked = []
    for more in (1, 2):
        for _ in range(more):
            write_note(*scene.pair(), tags=["aims"], by=scene.facilitator)
        queries(client, url)
        asked.append(queries(client, url))
    assert asked[0] == asked[1]


# ---- override_add, override_take_back


def test_override_add_sets_aside_with_a_reason_and_take_back_undoes_it(scene, client):
    ada, zoe = scene.pair("Ada Low", "Zoe Moss")
    boss = make.a_person()
    Participant.objects.filter(pk__in=[ada.pk, zoe.pk]).update(line_manager_email=boss.email)
    client.force_login(scene.facilitator)
    url = reverse("override_add", args=[scene.cohort.pk]) + f"?leader={ada.pk}&network={zoe.pk}"

    assert said(client.post(url, {"code": "same_team", "reason": " "})) == [
        "Write why it may be set aside for these two."
    ]
    assert said(client.post(url, {"code": "manager", "reason": "Because"}))[-1] == (
        "This cannot be set aside by anybody."
    )
    assert Override.objects.count() == 0
    client.post(url, {"code": "same_team", "reason": "Zoe moves on in May."})
    override = Override.objects.get()
    assert (override.code, override.reason) == ("same_team", "Zoe moves on in May.")
    client.post(reverse("override_take_back", args=[override.pk]))
    assert Override.objects.count() == 0


@pytest.mark.parametrize(
    ("words", "facilitator_reads", "matcher_reads"),
    [("Somebody called Jo", True, False), ("Kemi, the facilitator", False, False)],
)
def test_matching_board_shows_an_unsettled_wish_only_to_who_may_settle_it(
    scene, board, client, words, facilitator_reads, matcher_reads
):
    ada, zoe = scene.pair("Ada Low", "Zoe Moss")
    NotToBePaired.objects.create(participant=zoe, words=words)
    shown = "something to look into"
    assert (shown in text_of(board(leader=ada.pk, network=zoe.pk))) is facilitator_reads
    client.force_login(scene.matcher)
    assert (shown in text_of(board(leader=ada.pk, network=zoe.pk))) is matcher_reads
