from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.models import User
from notifications.models import Message
from participants.models import Delegation, Participant, Pause
from participants.services import end_delegation, end_pause, give_delegation, pause
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return make.a_participant(make.a_cohort())


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


def paused(person):
    return Participant.objects.paused(timezone.localdate()).filter(pk=person.pk).exists()


def test_a_pause_runs_from_today_to_the_day_before_they_are_back(person, clock):
    pause(person, in_days(14), by=person.user)
    assert paused(person) is True
    clock(f"{in_days(13)} 23:30")
    assert paused(person) is True
    clock(f"{in_days(1)} 00:30")
    assert paused(person) is False


def test_a_facilitator_pauses_for_somebody_and_ends_it(person):
    facilitator = make.a_facilitator(person.cohort)
    pause(person, in_days(14), by=facilitator)
    end_pause(person, by=facilitator)
    assert paused(person) is False


def test_a_second_pause_moves_the_end_of_the_first(person):
    pause(person, in_days(14), by=person.user)
    pause(person, in_days(30), by=person.user)
    assert [row.until for row in Pause.objects.all()] == [in_days(30)]


@pytest.mark.parametrize("days", [0, -3, 400])
def test_a_pause_ends_within_a_year(person, days):
    with pytest.raises(ValidationError, match="Choose a day"):
        pause(person, in_days(days), by=person.user)


def test_nobody_else_pauses_somebody(person):
    for stranger in (make.a_matcher(person.cohort), make.a_participant(person.cohort).user):
        with pytest.raises(PermissionDenied):
            pause(person, in_days(14), by=stranger)
        with pytest.raises(PermissionDenied):
            end_pause(person, by=stranger)


def test_there_is_nothing_to_pause_before_the_profile_is_sent(person):
    Participant.objects.update(state=Participant.State.STARTED)
    with pytest.raises(ValidationError, match="nothing to pause"):
        pause(person, in_days(14), by=person.user)


def test_an_assistant_gets_an_account_of_their_own_and_is_told(person):
    delegation = give_delegation(person, email="pa@trust.example", name="Pat Assist", by=person.user)
    assert list(Delegation.objects.current()) == [delegation]
    assert [(m.kind, m.to.email) for m in Message.objects.all()] == [("delegation_given", "pa@trust.example")]
    give_delegation(person, email="pa@trust.example", name="Pat Assist", by=person.user)
    assert (Delegation.objects.count(), Message.objects.count()) == (1, 1)


def test_an_assistant_is_named_by_oneself_only_and_is_somebody_else(person):
    with pytest.raises(PermissionDenied):
        give_delegation(person, email="pa@trust.example", name="Pat", by=make.a_facilitator(person.cohort))
    with pytest.raises(ValidationError, match="your own address"):
        give_delegation(person, email=person.user.email, name="Me", by=person.user)
    assert User.objects.filter(email="pa@trust.example").exists() is False


def test_either_ends_an_assistants_part(person):
    for ender in ("person", "assistant"):
        delegation = give_delegation(person, email="pa@trust.example", name="Pat", by=person.user)
        end_delegation(delegation, by=person.user if ender == "person" else delegation.delegate)
        assert Delegation.objects.current().count() == 0
    with pytest.raises(PermissionDenied):
        end_delegation(delegation, by=make.a_facilitator(person.cohort))
