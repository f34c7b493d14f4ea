"""Releasing a round: everything at once or nothing, once, and everybody hears the same."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import AuditEvent
from matching import services
from matching.models import Match, MatchSeat
from matching.people import to_place
from matching.services import agree_match, draft_match, open_round, release_round, releasing, withdraw_match
from notifications.delivery import deliver_due, render
from notifications.models import Message
from participants.models import NotToBePaired, Participant, Pause
from partnerships.models import LearningPartner, Partnership
from partnerships.services import form_partnership, give_guide
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreed(scene):
    """Two agreed pairs: Ada and Zoe, Ben and Yas."""
    matches = [
        scene.proposed(scene.pair(*names)) for names in (("Ada Low", "Zoe Moss"), ("Ben Orr", "Yas Day"))
    ]
    for match in matches:
        agree_match(match, by=scene.matcher)
    return matches


def nothing_happened(scene):
    scene.round.refresh_from_db()
    return (
        Partnership.objects.count(),
        LearningPartner.objects.count(),
        Message.objects.count(),
        Match.objects.filter(state=Match.State.RELEASED).count(),
        scene.round.released_at,
        AuditEvent.objects.filter(verb__in=["formed", "released"]).count(),
    ) == (0, 0, 0, 0, None, 0)


def test_release_round_makes_partners_and_queues_one_message_each(scene, agreed):
    partnerships = release_round(scene.round, by=scene.facilitator)

    scene.round.refresh_from_db()
    assert scene.round.released_by == scene.facilitator
    assert {frozenset(str(place) for place in one.partners.all()) for one in partnerships} == {
        frozenset({"Ada Low", "Zoe Moss"}),
        frozenset({"Ben Orr", "Yas Day"}),
    }
    for match in agreed:
        match.refresh_from_db()
        assert match.state == Match.State.RELEASED
        assert {place.participant for place in match.partnership.partners.all()} == set(match.people)
    assert not MatchSeat.objects.standing().exists()
    assert set(Message.objects.values_list("key", flat=True)) == {
        f"matched:{place.partnership_id}:{place.participant.user_id}:1"
        for place in LearningPartner.objects.all()
    }
    assert Message.objects.count() == 4
    assert AuditEvent.objects.filter(verb="formed").count() == 2
    assert AuditEvent.objects.about(scene.round).last().verb == "released"


def test_release_round_twice_changes_nothing(scene, agreed):
    another = make.a_facilitator(scene.cohort)
    first = release_round(scene.round, by=scene.facilitator)
    events = AuditEvent.objects.count()

    again = release_round(scene.round, by=another)

    assert set(again) == set(first)
    assert (Partnership.objects.count(), Message.objects.count()) == (2, 4)
    assert AuditEvent.objects.count() == events
    scene.round.refresh_from_db()
    assert scene.round.released_by == scene.facilitator


@pytest.mark.parametrize("step", ["form_partnerships", "messages_of", "queue_messages", "record"])
def test_a_failure_in_the_middle_leaves_nothing(scene, agreed, monkeypatch, step):
    real = getattr(releasing, step)

    def fails_after(*arguments, **more):
        list(real(*arguments, **more) or []) if step == "messages_of" else real(*arguments, **more)
        raise RuntimeError("the power went")

    monkeypatch.setattr(releasing, step, fails_after)
    with pytest.raises(RuntimeError):
        release_round(scene.round, by=scene.facilitator)

    assert nothing_happened(scene)


def test_release_round_is_for_facilitators_who_do_not_take_part(scene, agreed):
    takes_part = agreed[0].people[0].user
    make.a_facilitator(scene.cohort, takes_part)
    for stranger in (scene.matcher, takes_part, make.a_facilitator(make.a_cohort())):
        with pytest.raises(PermissionDenied):
            release_round(scene.round, by=stranger)
    assert nothing_happened(scene)


def refused(scene, code):
    with pytest.raises(ValidationError) as refusal:
        release_round(scene.round, by=scene.facilitator)
    assert refusal.value.code == code
    return nothing_happened(scene)


def test_release_round_refuses_while_a_pair_waits(scene, agreed):
    scene.proposed()

    assert refused(scene, "proposed")


def test_release_round_refuses_an_empty_round(scene):
    assert refused(scene, "nothing")


def test_release_round_drops_drafts_that_nobody_proposed(scene, agreed):
    pair = scene.pair()
    draft_match(scene.round, pair, by=scene.matcher)

    assert len(release_round(scene.round, by=scene.facilitator)) == 2

    assert not Match.objects.drafts().exists()
    assert set(to_place([scene.cohort])) == set(pair)
    assert Message.objects.filter(to__in=[person.user for person in pair]).count() == 0


def test_release_round_of_drafts_alone_is_empty(scene):
    draft_match(scene.round, scene.pair(), by=scene.matcher)

    assert refused(scene, "nothing")
    assert Match.objects.drafts().count() == 1


def test_release_round_leaves_out_what_was_taken_back(scene, agreed):
    withdraw_match(agreed[0], by=scene.matcher)

    assert len(release_round(scene.round, by=scene.facilitator)) == 1


def test_release_round_refuses_what_came_to_stand_against_a_pair(scene, agreed):
    ada, zoe = agreed[0].people
    wish = NotToBePaired.objects.create(participant=zoe, words="Ada")
    assert refused(scene, "unsettled")

    NotToBePaired.objects.filter(pk=wish.pk).update(resolved_at=timezone.now(), other=ada)
    assert refused(scene, "asked")

    wish.delete()
    Participant.objects.filter(pk=ada.pk).update(state=Participant.State.WITHDRAWN)
    assert refused(scene, "not_taking_part")


def test_release_round_refuses_when_somebody_found_a_partner_meanwhile(scene, agreed):
    form_partnership(scene.cohort, [agreed[0].people[0], scene.pair()[1]], by=scene.facilitator)
    with pytest.raises(ValidationError):
        release_round(scene.round, by=scene.facilitator)

    assert Partnership.objects.count() == 1
    assert Message.objects.count() == 0


def test_release_round_asks_as_often_for_three_pairs_as_for_one(scene):
    give_guide(scene.cohort.programme, by=None)  # else only the first release copies it
    asked = []
    for pairs in (1, 3):
        round = open_round(scene.cohort, by=scene.facilitator)
        for _ in range(pairs):
            match = services.propose_match(round, scene.pair(), reason="So", by=scene.facilitator)
            agree_match(match, by=scene.matcher)
        with CaptureQueriesContext(connection) as captured:
            release_round(round, by=scene.facilitator)
        asked.append(len([query for query in captured if "audit_auditevent" not in query["sql"]]))
    assert asked[0] == asked[1]


# ---- the message


def test_both_partners_get_the_same_words(scene, agreed):
    release_round(scene.round, by=scene.facilitator)
    deliver_due()

    letters = {letter.to[0]: letter for letter in mail.outbox}
    ada, zoe = agreed[0].people
    for me, other in ((ada, zoe), (zoe, ada)):
        letter = letters[me.user.email]
        assert letter.subject == "You have a learning partner"
        assert f"You and {other} are now learning partners" in letter.body
        assert other.user.email in letter.body
    swapped = (
        letters[ada.user.email]
        .body.replace("Zoe Moss", "Ada Low")
        .replace(zoe.user.email, ada.user.email)
        .replace("Hello Ada", "Hello Zoe")
    )
    assert swapped == letters[zoe.user.email].body
    assert len(letters) == 4


def test_a_mailbox_others_read_gets_no_name(scene, agreed):
    ada, _ = agreed[0].people
    ada.user.mail_is_shared = True
    ada.user.save()
    release_round(scene.round, by=scene.facilitator)

    letter = render(Message.objects.get(to=ada.user))

    assert "Zoe" not in letter.subject + letter.body + letter.alternatives[0][0]


def test_the_message_is_withdrawn_when_it_is_no_longer_true(scene, agreed):
    release_round(scene.round, by=scene.facilitator)
    LearningPartner.objects.update(left_at=timezone.now())

    deliver_due()

    assert mail.outbox == []
    assert set(Message.objects.values_list("state", flat=True)) == {Message.State.WITHDRAWN}


def test_whoever_is_away_hears_of_it_when_back(scene, agreed, clock):
    clock("2027-03-20 11:00")
    ada, zoe = agreed[0].people
    today = timezone.localdate()
    Pause.objects.create(participant=ada, starts_on=today, until=today + timedelta(days=10))

    release_round(scene.round, by=scene.facilitator)

    waits = timezone.localtime(Message.objects.get(to=ada.user).next_attempt_at)
    assert f"{waits:%d %B %H:%M %z}" == "30 March 08:00 +0100"
    assert Message.objects.get(to=zoe.user).next_attempt_at <= timezone.now()
