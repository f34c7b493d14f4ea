"""A partnership taken back before its first meeting: both are told kindly, and come first next time."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from audit.models import AuditEvent
from matching.models import Match
from matching.people import to_place
from matching.services import (
    agree_match,
    open_round,
    propose_match,
    release_round,
    set_aside,
    withdraw_partnership,
)
from notifications.delivery import deliver_due
from notifications.models import Message
from partnerships.models import Partnership
from partnerships.services import form_partnership, log_meeting
from tests import make
from tests.matching.test_services import refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def partnership(scene):
    """Ada and Zoe, released today."""
    match = scene.proposed(scene.pair("Ada Low", "Zoe Moss"))
    agree_match(match, by=scene.matcher)
    (partnership,) = release_round(scene.round, by=scene.facilitator)
    deliver_due()
    mail.outbox.clear()
    return partnership


def test_withdraw_partnership_ends_it_and_both_come_first(scene, partnership):
    scene.pair()

    withdraw_partnership(partnership, by=scene.facilitator)

    partnership.refresh_from_db()
    assert (partnership.ended_on, partnership.ending) == (timezone.localdate(), Partnership.Ending.CLOSED)
    assert [(str(person), person.had_partner) for person in to_place([scene.cohort])][:2] == [
        ("Ada Low", True),
        ("Zoe Moss", True),
    ]
    assert AuditEvent.objects.about(partnership).last().verb == "closed"
    assert Match.objects.get().state == Match.State.RELEASED


def test_both_are_told_the_same_without_a_reason_or_a_name(scene, partnership):
    withdraw_partnership(partnership, by=scene.facilitator)
    deliver_due()

    letters = {letter.to[0]: letter for letter in mail.outbox}
    ada, zoe = (place.participant.user for place in partnership.partners.order_by("participant__user__name"))
    assert set(letters) == {ada.email, zoe.email}
    bodies = [letters[user.email].body.replace(user.name.split()[0], "You") for user in (ada, zoe)]
    assert bodies[0] == bodies[1]
    for name in ("Ada", "Zoe", "Low", "Moss", scene.facilitator.name):
        assert name not in bodies[0] + letters[ada.email].subject
    assert letters[ada.email].subject == "About your learning partnership"
    assert set(Message.objects.exclude(kind="matched").values_list("kind", flat=True)) == {
        "partnership_withdrawn"
    }


def test_whoever_has_a_new_partner_before_the_letter_goes_does_not_get_it(scene, partnership):
    withdraw_partnership(partnership, by=scene.facilitator)
    ada = partnership.partners.get(participant__user__name="Ada Low").participant
    form_partnership(scene.cohort, [ada, scene.pair()[1]], by=scene.facilitator)

    deliver_due()

    assert ada.user.email not in [letter.to[0] for letter in mail.outbox]


def test_the_news_of_a_partner_is_not_sent_once_it_is_taken_back(scene, partnership):
    Message.objects.update(state=Message.State.QUEUED, next_attempt_at=timezone.now())
    withdraw_partnership(partnership, by=scene.facilitator)
    deliver_due()

    assert Message.objects.filter(kind="matched", state=Message.State.SENT).count() == 0


@pytest.mark.parametrize("took_place", [True, False])
def test_withdraw_partnership_ends_with_the_first_logged_meeting(scene, partnership, took_place):
    place = partnership.partners.first()
    log_meeting(
        partnership,
        held_on=timezone.localdate(),
        minutes=30,
        mode="teams",
        took_place=took_place,
        by=place.participant.user,
    )

    assert refusal(withdraw_partnership, partnership, by=scene.facilitator) == "met"
    partnership.refresh_from_db()
    assert partnership.is_current


def test_withdraw_partnership_once(scene, partnership):
    withdraw_partnership(partnership, by=scene.facilitator)

    assert refusal(withdraw_partnership, partnership, by=scene.facilitator) == "ended"
    assert Message.objects.filter(kind="partnership_withdrawn").count() == 2


def test_withdraw_partnership_is_for_facilitators_who_do_not_take_part(scene, partnership):
    takes_part = make.a_facilitator(scene.cohort, make.a_participant(scene.cohort).user)
    partner = partnership.partners.first().participant.user
    for stranger in (scene.matcher, takes_part, partner, make.a_facilitator(make.a_cohort())):
        with pytest.raises(PermissionDenied):
            withdraw_partnership(partnership, by=stranger)
    assert Message.objects.filter(kind="partnership_withdrawn").count() == 0


def test_the_two_are_not_paired_again_unless_somebody_says_why(scene, partnership):
    people = [place.participant for place in partnership.partners.all()]
    withdraw_partnership(partnership, by=scene.facilitator)
    round = open_round(scene.cohort, by=scene.facilitator)

    assert refusal(propose_match, round, people, reason="So", by=scene.matcher) == "partnered_before"
    set_aside(*people, "partnered_before", reason="It was a slip.", by=scene.facilitator)
    propose_match(round, people, reason="So", by=scene.matcher)


def test_a_failure_in_the_middle_leaves_the_partnership(scene, partnership, monkeypatch):
    from partnerships.services import ending

    def fails(*arguments, **more):
        raise RuntimeError("the power went")

    monkeypatch.setattr(ending, "record", fails)
    with pytest.raises(RuntimeError):
        withdraw_partnership(partnership, by=scene.facilitator)

    partnership.refresh_from_db()
    assert partnership.is_current
    assert Message.objects.filter(kind="partnership_withdrawn").count() == 0
    assert partnership.partners.current().count() == 2


def test_an_old_partnership_without_a_meeting_can_be_taken_back_too(scene, partnership, clock):
    clock(timezone.now() + timedelta(days=60))

    withdraw_partnership(partnership, by=scene.facilitator)

    partnership.refresh_from_db()
    assert not partnership.is_current
