"""The matching board as it is read: who is to be placed, two beside each other, the pairs there are."""

import pytest
from django.urls import reverse
from django.utils import timezone

from matching.models import Match, MatchingRound
from matching.services import agree_match, draft_match, draw_rest, set_aside, write_note
from participants.models import MatchingProfile, NotToBePaired, Participant, Side
from partnerships.models import LearningPartner
from tests import make
from tests.matching.seen import queries, text_of

pytestmark = pytest.mark.django_db


def names(side_list):
    return [str(row.person) for row in side_list.rows]


def chosen(board, *people):
    return board(**{person.side: person.pk for person in people})


# ---- matching_board: where it stands


def test_matching_board_says_where_the_round_stands(scene, board):
    scene.pair("Ada Low", "Zoe Moss")
    scene.proposed(scene.pair("Ben Orr", "Yas Day"))
    draft_match(scene.round, scene.pair("Cat Poe", "Xan Fry"), by=scene.facilitator)

    text = text_of(board())

    assert "2 to place: 1 BME partner, 1 senior leader" in text
    assert "1 waits for a second person" in text
    assert "1 draft" in text
    assert "Ben Orr and Yas Day" in text
    assert "You proposed this pair, so somebody else has to agree." in text


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
    assert "Nobody is left to place" in text_of(board())
    MatchingRound.objects.all().delete()
    assert "Nobody has been accepted yet." in text_of(board())


def test_matching_board_does_not_exist_for_who_takes_part(scene, client):
    scene.proposed()
    takes_part = make.a_participant(scene.cohort, Side.NETWORK, user=scene.matcher)
    client.force_login(takes_part.user)

    for url in (
        reverse("matching_board", args=[scene.cohort.pk]),
        reverse("board_changes", args=[scene.round.pk]),
        reverse("round_release", args=[scene.round.pk]),
    ):
        assert client.get(url).status_code == 404
    for name in ("match_agree", "match_decline", "match_withdraw", "match_pin", "match_unpin", "trio_yes"):
        assert client.post(reverse(name, args=[Match.objects.get().pk])).status_code == 404


# ---- matching_board: two people


def test_matching_board_puts_two_side_by_side(scene, board):
    ada, zoe = scene.pair("Ada Low", "Zoe Moss")

    compared = chosen(board, ada, zoe).context["compared"]

    assert compared["names"] == "Ada Low and Zoe Moss"
    assert [[person for person, _ in answers] for _, answers in compared["answers"]] == [[zoe, ada]] * 3
    assert compared["answers"][0][1][1][1] == "Ada Low grew up above a shop."
    assert compared["free"] is True


def test_matching_board_ignores_keys_of_another_cohort_or_side(scene, board):
    ada, _ = scene.pair()
    elsewhere = make.a_participant(make.a_cohort(), Side.LEADER)

    for query in ({"leader": elsewhere.pk}, {"network": ada.pk}, {"leader": "nonsense"}):
        response = board(**query)
        assert (response.context["compared"], response.context["anchor"]) == (None, None)


def test_matching_board_does_not_show_who_has_a_partner(scene, board):
    ada, _ = scene.pair("Ada Low", "Zoe Moss")
    make.a_partnership(scene.cohort, partners=[ada])

    assert chosen(board, ada).context["compared"] is None


def test_matching_board_orders_the_other_side_by_fit_with_reasons(scene, board):
    ada, zoe = scene.pair("Ada Low", "Zoe Moss")
    _, yas = scene.pair("Ben Orr", "Yas Day")
    for person, words in (
        (ada, "I want to understand sickle cell care."),
        (yas, "I can share twelve years of sickle cell care."),
        (zoe, "I can share what gardening teaches."),
    ):
        MatchingProfile.objects.filter(participant=person).update(answer_2=words)

    network, leaders = chosen(board, ada).context["lists"]

    assert names(network) == ["Yas Day", "Zoe Moss"]
    assert any("sickle" in reason for reason in network.rows[0].reasons)
    assert (network.ordered_for, leaders.ordered_for) == (ada, None)


def test_matching_board_shows_no_number_of_a_person(scene, board):
    ada, _ = scene.pair("Ada Low", "Zoe Moss")

    text = text_of(chosen(board, ada))

    assert [
        word for word in ("%", "0.", "points", "score") if word in text.split("Someone to turn to")[0]
    ] == []


def test_matching_board_folds_away_who_is_not_possible_each_with_its_reason(scene, board):
    manager, report = scene.pair("Ada Low", "Zoe Moss")
    report.line_manager_email = manager.user.email
    report.save()
    scene.pair("Ben Orr", "Yas Day")

    response = chosen(board, manager)
    network = response.context["lists"][0]

    assert names(network) == ["Yas Day"]
    assert [str(row.person) for row in network.not_possible] == ["Zoe Moss"]
    assert "Not possible (1)" in text_of(response)
    assert "Not possible: one of them is the other's line manager." in text_of(response).replace(
        "&#x27;", "'"
    )


def test_matching_board_says_what_is_not_possible_without_the_reason(scene, board, client):
    ada, zoe = scene.pair("Ada Low", "Zoe Moss")
    NotToBePaired.objects.create(
        participant=ada, words="She shouted at me", other=zoe, resolved_at=timezone.now()
    )

    one, response = chosen(board, ada), chosen(board, ada, zoe)

    assert "Not possible: private reason." in text_of(one)
    assert "Not possible. For a private reason." in text_of(response)
    assert "shouted" not in one.content.decode() + response.content.decode()
    assert "Propose this pair" not in text_of(response)
    assert "Set this aside" not in text_of(response)
    address = f"{board.url}?leader={ada.pk}&network={zoe.pk}"
    assert client.post(address, {"reason": "Still"}).status_code == 200
    assert Match.objects.count() == 0


def test_matching_board_can_be_turned_round(scene, board, client):
    ada, zoe = scene.pair("Ada Low", "Zoe Moss")
    context = board(leader=ada.pk, network=zoe.pk, **{"for": "leader"}).context
    assert [one.ordered_for for one in context["lists"]] == [ada, None]

    person, href = context["look_from"]

    assert person == zoe
    assert [one.ordered_for for one in client.get(board.url + href).context["lists"]] == [None, zoe]


def test_matching_board_shows_what_was_set_aside_and_why(scene, board, client):
    ada, zoe = scene.pair("Ada Low", "Zoe Moss")
    boss = make.a_person()
    Participant.objects.filter(pk__in=[ada.pk, zoe.pk]).update(line_manager_email=boss.email)
    assert "Set this aside, with a reason" in text_of(chosen(board, ada, zoe))

    set_aside(ada, zoe, "same_team", reason="Zoe moves on in May.", by=scene.facilitator)

    text = text_of(chosen(board, ada, zoe))
    assert "Set aside: same line manager." in text
    assert "Zoe moves on in May." in text
    assert "Propose this pair" in text
    client.force_login(scene.matcher)
    assert "Take this back" not in text_of(client.get(board.url, {"leader": ada.pk, "network": zoe.pk}))


def test_matching_board_tells_whose_draft_would_give_way(scene, board):
    ada, zoe = scene.pair("Ada Low", "Zoe Moss")
    draw_rest(scene.round, by=scene.facilitator)
    _, yas = scene.pair("Ben Orr", "Yas Day")

    together, apart = chosen(board, ada, zoe), chosen(board, ada, yas)

    assert "These two are a draft." in text_of(together)
    assert "Ada Low is in a draft with somebody else, which will give way." in text_of(apart)
    assert (together.context["compared"]["free"], apart.context["compared"]["free"]) == (True, True)


def test_matching_board_says_who_is_taken(scene, board):
    ada, _ = scene.proposed(scene.pair("Ada Low", "Zoe Moss")).people
    _, yas = scene.pair("Ben Orr", "Yas Day")

    response = chosen(board, ada, yas)

    assert "Ada Low is already in another pair." in text_of(response)
    assert response.context["compared"]["free"] is False


def test_matching_board_offers_a_third_only_of_the_network(scene, board):
    ada, zoe = scene.pair("Ada Low", "Zoe Moss")
    _, yas = scene.pair("Ben Orr", "Yas Day")
    manager_of = make.a_participant(
        scene.cohort, Side.NETWORK, name="Xan Fry", line_manager_email=ada.user.email
    )
    MatchingProfile.objects.filter(participant=yas).update(open_to_trio=True)

    thirds = chosen(board, ada, zoe).context["thirds"]

    assert thirds == [(str(yas.pk), "Yas Day")]
    assert str(manager_of.pk) not in dict(thirds)


# ---- matching_board: search and filters


def test_matching_board_pages_and_searches_without_names_in_the_address(scene, board, client):
    for number in range(21):
        scene.pair(f"Leader {number:02}", f"Network {number:02}")

    assert names(board(leader_page=2).context["lists"][1]) == ["Leader 20"]

    response = client.post(
        reverse("matching_search", args=[scene.cohort.pk]), {"side": "leader", "words": "Leader 07"}
    )
    assert "07" not in response["Location"].replace(str(scene.cohort.pk), "")
    lists = client.get(response["Location"]).context["lists"]
    assert names(lists[1]) == ["Leader 07"]
    assert len(lists[0].rows) == 20


@pytest.mark.parametrize(
    ("filter", "found"),
    [
        ({"site": "Elm Court"}, ["Yas Day"]),
        ({"directorate": "Estates"}, ["Zoe Moss"]),
        ({"day": "fri"}, ["Xan Fry"]),
        ({"note": "on"}, ["Yas Day"]),
        ({"ended": "on"}, ["Zoe Moss"]),
        ({"day": "tue", "site": "Elm Court"}, ["Yas Day"]),
        ({"day": "no such day"}, ["Zoe Moss", "Xan Fry", "Yas Day"]),
        ({"site": "Elm Court", "everybody": "1"}, ["Zoe Moss", "Xan Fry", "Yas Day"]),
    ],
)
def test_matching_board_narrows_a_side_down(scene, board, client, filter, found):
    zoe = make.a_participant(scene.cohort, Side.NETWORK, name="Zoe Moss", directorate="Estates")
    yas = make.a_participant(scene.cohort, Side.NETWORK, name="Yas Day", site="Elm Court")
    xan = make.a_participant(scene.cohort, Side.NETWORK, name="Xan Fry")
    MatchingProfile.objects.filter(participant=xan).update(days=["fri"])
    write_note(yas, words="Quick to laugh.", by=scene.matcher)
    earlier = make.a_partnership(scene.cohort, partners=[zoe])
    LearningPartner.objects.filter(partnership=earlier).update(left_at=timezone.now())

    client.post(reverse("matching_search", args=[scene.cohort.pk]), {"side": "network", **filter})

    assert names(board().context["lists"][0]) == found


def test_matching_board_puts_first_whose_partnership_ended(scene, board):
    scene.pair("Ada Low", "Abi Moss")
    _, zoe = scene.pair("Ben Orr", "Zoe Moss")
    earlier = make.a_partnership(scene.cohort, partners=[zoe])
    LearningPartner.objects.filter(partnership=earlier).update(left_at=timezone.now())

    network = board().context["lists"][0]

    assert names(network) == ["Zoe Moss", "Abi Moss"]
    assert network.rows[0].person.marks == ["partnership ended before"]


# ---- matching_board: how much it costs


def busy_board(scene, board, people):
    """The address of the busiest board: so many people a side, all three lists, two chosen, a note on both."""
    pairs = [scene.pair() for _ in range(people)]
    scene.proposed()
    agree_match(scene.proposed(), by=scene.matcher)
    draft_match(scene.round, scene.pair(), by=scene.facilitator)
    write_note(*pairs[0], words="They once ran a race together.", by=scene.matcher)
    ada, zoe = pairs[0]
    return f"{board.url}?leader={ada.pk}&network={zoe.pk}"


@pytest.mark.parametrize("people", [3, 40])
def test_matching_board_asks_ten_queries_at_most(scene, board, client, people):
    address = busy_board(scene, board, people)
    client.get(address)

    assert queries(client, address) <= 10


@pytest.mark.parametrize("people", [3, 40])
def test_board_changes_asks_little_when_nothing_changed(scene, board, client, people):
    client.get(busy_board(scene, board, people))
    scene.round.refresh_from_db()
    url = reverse("board_changes", args=[scene.round.pk])

    assert queries(client, f"{url}?seen={scene.round.changes}", status=204) <= 4


def a_crowd(cohort, a_side, words):
    """So many people on each side, made in bulk."""
    boss = make.a_person()
    User = type(boss)
    users = User.objects.bulk_create(
        User(email=f"crowd{number}@trust.example", name=f"Somebody Longname {number}")
        for number in range(2 * a_side)
    )
    people = Participant.objects.bulk_create(
        Participant(
            cohort=cohort,
            user=user,
            side=Side.values[number % 2],
            could_be_leader=True,
            could_be_network=True,
            state=Participant.State.ACCEPTED,
            checked_at=timezone.now(),
            job_title="Head of Something Rather Long and Important",
            directorate=f"Directorate of Community Services, part {number % 30}",
            site=f"Riverside House, Building {number % 40}",
            line_manager_email=boss.email if number < 80 else "",
        )
        for number, user in enumerate(users)
    )
    MatchingProfile.objects.bulk_create(
        MatchingProfile(
            participant=person,
            answer_1=words,
            answer_2=words,
            answer_3=words,
            days=["mon", "tue"],
            mode="either",
        )
        for person in people
    )
    return people


def test_matching_board_of_a_thousand_stays_small(scene, board, client):
    """The fullest board there is: everything listed to the brim, two long profiles, long reasons, notes."""
    people = a_crowd(scene.cohort, 500, "words of mine that go on and on " * 30)
    now = timezone.now()
    states = [Match.State.DRAFT, Match.State.PROPOSED, Match.State.AGREED]
    seats = Match.seats.rel.related_model
    matches = Match.objects.bulk_create(
        Match(
            round=scene.round,
            state=states[number % 3],
            reason="Because they ask each other why, and why not. " * 20,
            tags=["interest", "aims", "worlds", "reach", "style", "stretch"],
            sure="word",
            proposed_by=scene.matcher,
            settled_by=scene.facilitator,
            settled_at=now,
        )
        for number in range(150)
    )
    seats.objects.bulk_create(
        seats(match=match, participant=person)
        for number, match in enumerate(matches)
        for person in people[400 + 2 * number : 402 + 2 * number]
    )
    one, other = people[0], people[101]
    for _ in range(10):
        write_note(
            one, other, tags=["aims"], words="A sentence about the two of them. " * 8, by=scene.matcher
        )
    address = f"{board.url}?leader={one.pk}&network={other.pk}&for=leader"

    response = client.get(address)

    assert [len(one.rows) for one in response.context["lists"]] == [20, 20]
    assert response.context["lists"][0].not_possible_count >= 39
    assert [len(response.context[name].matches) for name in ("drafts", "waiting", "agreed")] == [15, 15, 15]
    assert len(response.content) < 150_000
    assert queries(client, address) <= 10
