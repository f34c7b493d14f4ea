"""Forming partnerships: each guard, all or nothing, and what is remembered."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.models import AuditEvent
from participants.models import Participant, Side
from partnerships.models import LearningPartner, Partnership
from partnerships.services import form_partnership, form_partnerships
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort():
    return make.a_cohort()


@pytest.fixture
def facilitator(cohort):
    return make.a_facilitator(cohort)


@pytest.fixture
def pair(cohort):
    return [make.a_participant(cohort, Side.LEADER), make.a_participant(cohort, Side.NETWORK)]


def test_form_partnership_gives_each_a_place_and_writes_history(cohort, facilitator, pair):
    partnership = form_partnership(cohort, pair, by=facilitator, started_on=date(2026, 4, 12))

    assert partnership.started_on == date(2026, 4, 12)
    assert {place.participant for place in partnership.partners.all()} == set(pair)
    event = AuditEvent.objects.about(partnership).get()
    assert (event.verb, event.actor_id, event.cohort_id) == ("formed", facilitator.pk, cohort.pk)


def test_form_partnership_starts_today_by_itself(cohort, facilitator, pair, clock):
    clock("2027-03-29 00:30")

    assert form_partnership(cohort, pair, by=facilitator).started_on == date(2027, 3, 29)


def test_form_partnership_is_for_facilitators_of_that_cohort(cohort, pair):
    for stranger in (make.a_matcher(cohort), make.a_facilitator(make.a_cohort()), pair[0].user):
        with pytest.raises(PermissionDenied):
            form_partnership(cohort, pair, by=stranger)
    assert Partnership.objects.count() == 0


def test_form_partnership_refuses_who_has_a_partner_without_a_name(cohort, facilitator, pair):
    form_partnership(cohort, pair, by=facilitator)
    another = make.a_participant(cohort, Side.NETWORK)

    with pytest.raises(ValidationError) as refused:
        form_partnership(cohort, [pair[0], another], by=facilitator)

    assert refused.value.code == "has_partner"
    assert pair[0].user.name not in refused.value.message
    assert Partnership.objects.count() == 1


def test_form_partnership_takes_who_has_left_an_earlier_one(cohort, facilitator, pair):
    form_partnership(cohort, pair, by=facilitator)
    LearningPartner.objects.update(left_at=cohort.opened_at)

    assert form_partnership(cohort, pair, by=facilitator).partners.count() == 2


@pytest.mark.parametrize(
    ("sides", "code"),
    [
        ([Side.LEADER], "too_few"),
        ([Side.LEADER, Side.LEADER], "sides"),
        ([Side.NETWORK, Side.NETWORK], "sides"),
        ([Side.LEADER, Side.LEADER, Side.NETWORK], "sides"),
    ],
)
def test_form_partnership_refuses_unequal_groups(cohort, facilitator, sides, code):
    people = [make.a_participant(cohort, side) for side in sides]

    with pytest.raises(ValidationError) as refused:
        form_partnership(cohort, people, by=facilitator)

    assert refused.value.code == code


def test_form_partnership_can_seat_three(cohort, facilitator, pair):
    third = make.a_participant(cohort, Side.NETWORK)

    assert form_partnership(cohort, [*pair, third], by=facilitator).partners.count() == 3


def test_form_partnership_refuses_other_cohorts_and_who_is_not_taking_part(cohort, facilitator, pair):
    elsewhere = make.a_participant(make.a_cohort(), Side.NETWORK)
    waiting = make.a_participant(cohort, Side.NETWORK, state=Participant.State.WAITING)

    for other, code in ((elsewhere, "other_cohort"), (waiting, "not_accepted"), (pair[0], "twice")):
        with pytest.raises(ValidationError) as refused:
            form_partnership(cohort, [pair[0], other], by=facilitator)
        assert refused.value.code == code


def test_form_partnerships_is_all_or_nothing(cohort, facilitator, pair):
    refused_pair = [make.a_participant(cohort, Side.LEADER), make.a_participant(cohort, Side.LEADER)]

    with pytest.raises(ValidationError):
        form_partnerships(cohort, [pair, refused_pair], by=facilitator)

    assert Partnership.objects.count() == 0
    assert LearningPartner.objects.count() == 0
