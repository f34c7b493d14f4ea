"""An address is no key to a person: neither another Trust nor a colleague learns from one who is here."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from matching.models import cohorts_matched_by
from participants import columns
from participants.models import Delegation, Participant, Role
from participants.services import (
    accept_participant,
    add_by_telephone,
    give_delegation,
    give_role,
    import_profiles,
    save_about,
    send_profile,
    start_profile,
    withdraw,
)
from tests import make

pytestmark = pytest.mark.django_db
State = Participant.State
REAL = "Victoria Realname"
ADDRESS = "v@trust.example"


@pytest.fixture
def victoria():
    """Somebody who takes part in their own Trust."""
    return make.a_participant(make.a_cohort(), user=make.a_person(name=REAL, email=ADDRESS))


@pytest.fixture
def elsewhere():
    """A cohort of another Trust, which begins later."""
    return make.a_cohort(starts_on=timezone.localdate() + timedelta(weeks=8))


def typed(cohort):
    answers = ["one", "two", "three"]
    return add_by_telephone(
        cohort, email=ADDRESS, name="Vee", answers=answers, could_be=["leader"], by=make.a_facilitator(cohort)
    )


def imported(cohort, name="Vee"):
    row = columns.ImportedPerson(2, ADDRESS, name, ["leader"], answers=["one", "two", "three"])
    return import_profiles(cohort, [row], by=make.a_facilitator(cohort))[0]


def team_pages(client, participant):
    client.force_login(make.a_facilitator(participant.cohort))
    cohort = participant.cohort
    decision = {"people": [participant.pk], "decision": "accept", "side": "leader"}
    pages = [
        client.get(reverse("participant_list", args=[cohort.pk])),
        client.post(reverse("participant_list", args=[cohort.pk]), {"q": "Vee"}, follow=True),
        client.get(reverse("participant_detail", args=[participant.pk])),
        client.post(reverse("participant_decide", args=[cohort.pk]), decision),
    ]
    return [page.content.decode() for page in pages]


@pytest.mark.parametrize("bring_in", [typed, imported])
def test_a_team_reads_the_name_it_gave_never_the_accounts(client, victoria, elsewhere, bring_in):
    there = bring_in(elsewhere)
    pages = team_pages(client, there)
    assert ["Vee" in page for page in pages[:3]] == [True] * 3
    assert [page for page in pages if REAL in page or "Victoria" in page] == []
    found = client.post(reverse("participant_list", args=[elsewhere.pk]), {"q": "Realname"}, follow=True)
    assert list(found.context["page"]) == []


def test_sending_what_was_typed_makes_it_ones_own(victoria, elsewhere):
    there = send_profile(typed(elsewhere), by=victoria.user)
    assert (there.name, there.typed_by, there.typed_name) == (REAL, None, "")


def test_keeping_a_page_of_an_imported_profile_makes_it_ones_own(victoria, elsewhere):
    there = imported(elsewhere)
    assert (there.name, there.typed_by_id is None) == ("Vee", False)
    save_about(there, by=victoria.user, could_be=["leader"])
    there.refresh_from_db()
    assert (there.name, there.typed_by) == (REAL, None)


def test_somebody_new_is_called_what_they_call_themselves(elsewhere):
    there = imported(elsewhere)
    there.user.name = "Vera Newname"
    assert there.name == "Vera Newname"


@pytest.mark.parametrize("bring_in", [typed, imported])
def test_another_trust_never_decides_what_somebody_sees(victoria, elsewhere, bring_in):
    there = bring_in(elsewhere)
    assert Participant.objects.latest_of(victoria.user) == victoria
    if there.state == State.SENT:
        accept_participant(there, "leader", by=make.a_facilitator(elsewhere))
        assert Participant.objects.latest_of(victoria.user) == victoria


def test_an_unsent_typed_profile_is_no_participation(elsewhere):
    there = typed(elsewhere)
    assert Participant.objects.latest_of(there.user) is None
    send_profile(there, by=there.user)
    assert Participant.objects.latest_of(there.user) == there


def test_a_place_decides_before_a_profile_under_way_and_what_is_over_comes_last():
    user = make.a_person()
    order = [State.ACCEPTED, State.SENT, State.STARTED, State.WITHDRAWN]
    later = enumerate(order)
    made = [
        make.a_participant(
            make.a_cohort(starts_on=timezone.localdate() + timedelta(weeks=4 + weeks)), user=user, state=state
        )
        for weeks, state in later
    ]
    for participant in made:
        assert Participant.objects.latest_of(user) == participant
        participant.delete()


def test_a_reflection_goes_to_ones_own_participation(client, victoria, elsewhere):
    typed(elsewhere)
    client.force_login(victoria.user)
    key = "11111111-2222-4333-8444-555555555555"
    client.post(reverse("reflection_write"), {"text": "My own words", "key": key})
    assert victoria.reflections.count() == 1


def test_without_a_participation_of_ones_own_there_is_nothing_to_reflect_on(client, elsewhere):
    client.force_login(typed(elsewhere).user)
    assert client.get(reverse("reflection_write")).status_code == 404


def test_whoever_named_an_assistant_reads_the_name_they_typed(client, victoria):
    helper = make.a_person(name="Helena Realname", email="helena@trust.example")
    client.force_login(victoria.user)
    page = reverse("delegation_list", args=[victoria.pk])
    client.post(page, {"name": "Zed", "email": helper.email})
    shown = client.get(page).content.decode()
    assert ("Zed" in shown, "Helena Realname" in shown) == (True, False)


def test_five_new_assistants_a_day_are_the_most(victoria, clock):
    for number in range(5):
        give_delegation(victoria, email=f"a{number}@trust.example", name="A", by=victoria.user)
    give_delegation(victoria, email="a1@trust.example", name="A", by=victoria.user)
    with pytest.raises(ValidationError, match="Name the next one tomorrow"):
        give_delegation(victoria, email="a5@trust.example", name="A", by=victoria.user)
    assert Delegation.objects.count() == 5


def test_a_role_that_waits_shows_the_name_its_giver_typed(client, victoria, elsewhere):
    giver = make.an_administrator(elsewhere.programme)
    role = give_role(Role.MATCHER, cohort=elsewhere, email=ADDRESS, name="Vee", by=giver)
    client.force_login(make.an_administrator(elsewhere.programme))
    page = reverse("cohort_team", args=[elsewhere.pk])
    waiting = client.get(page).content.decode()
    assert ("Vee" in waiting, ADDRESS in waiting, REAL in waiting) == (True, True, False)
    client.post(reverse("role_confirm", args=[role.pk]))
    assert REAL in client.get(page).content.decode()


def test_nobody_imports_themselves(elsewhere):
    facilitator = make.a_facilitator(elsewhere, email=ADDRESS)
    row = columns.ImportedPerson(2, ADDRESS, "Me", ["leader"], answers=["one", "two", "three"])
    with pytest.raises(ValidationError, match="This is your own row"):
        import_profiles(elsewhere, [row], by=facilitator)


def test_who_took_part_stays_out_of_matching_after_withdrawing(elsewhere):
    matcher = make.a_matcher(elsewhere)
    own = start_profile(elsewhere, by=matcher)
    withdraw(own, by=matcher)
    assert list(cohorts_matched_by(matcher)) == []


def test_a_profile_somebody_typed_shuts_nobody_out_of_matching(elsewhere):
    matcher = make.a_matcher(elsewhere, email=ADDRESS)
    typed(elsewhere)
    assert list(cohorts_matched_by(matcher)) == [elsewhere]
