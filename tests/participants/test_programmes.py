from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.models import AuditEvent
from participants.models import Role
from participants.services import (
    confirm_role,
    create_cohort,
    create_programme,
    edit_cohort,
    edit_programme,
    give_role,
    open_cohort,
    set_cover,
    what_opening_needs,
)
from tests import make

pytestmark = pytest.mark.django_db
DATES = {"opens_on": date(2026, 1, 5), "closes_on": date(2026, 2, 16), "starts_on": date(2026, 3, 9)}


@pytest.fixture
def cohort():
    return make.a_cohort(opened=False)


@pytest.fixture
def admin(cohort):
    return make.an_administrator(cohort.programme)


def test_a_superuser_makes_a_programme_with_the_defaults():
    root = make.a_person(is_superuser=True)
    programme = create_programme(organisation="Northshire Trust", by=root)
    assert (programme.leader_name, programme.network_name) == ("Senior leader", "BME partner")
    assert programme.survey_month == 10
    assert [event.verb for event in AuditEvent.objects.about(programme)] == ["made"]


def test_nobody_else_makes_a_programme(admin):
    with pytest.raises(PermissionDenied):
        create_programme(organisation="Elsewhere", by=admin)


def test_an_administrator_edits_their_own_programme_only(cohort, admin):
    edit_programme(cohort.programme, prompt_1="Who I am", by=admin)
    cohort.programme.refresh_from_db()
    assert cohort.programme.prompt_1 == "Who I am"
    with pytest.raises(PermissionDenied):
        edit_programme(make.a_programme(), prompt_1="Who I am", by=admin)


def test_a_programme_keeps_its_rules_when_edited(cohort, admin):
    with pytest.raises(ValidationError) as refusal:
        edit_programme(cohort.programme, longest_months=3, by=admin)
    assert refusal.value.messages == ["The longest partnership cannot be shorter than the shortest."]


def test_an_administrator_makes_a_cohort_that_is_not_open(cohort, admin):
    made = create_cohort(cohort.programme, name="Cohort 2027", by=admin, **DATES)
    assert (made.opened_at, len(made.join_code)) == (None, 12)
    with pytest.raises(PermissionDenied):
        create_cohort(cohort.programme, name="Cohort 2028", by=make.a_facilitator(cohort), **DATES)


def test_two_cohorts_of_one_name_are_refused_in_words(cohort, admin):
    with pytest.raises(ValidationError) as refusal:
        create_cohort(cohort.programme, name=cohort.name, by=admin, **DATES)
    assert refusal.value.messages == ["This programme already has a cohort of that name."]


def test_an_administrator_changes_a_cohorts_dates(cohort, admin):
    edit_cohort(cohort, by=admin, **DATES)
    cohort.refresh_from_db()
    assert cohort.starts_on == date(2026, 3, 9)
    with pytest.raises(PermissionDenied):
        edit_cohort(cohort, by=make.a_matcher(cohort), **DATES)


def test_a_cohort_does_not_open_without_facilitator_and_cover(cohort, admin):
    with pytest.raises(ValidationError) as refusal:
        open_cohort(cohort, by=admin)
    assert refusal.value.messages == [
        "Before this cohort can open, it needs a facilitator whom a second person has confirmed.",
        "Before this cohort can open, name who covers when no facilitator is there.",
    ]


def test_a_facilitator_who_is_not_confirmed_does_not_open_it(cohort, admin):
    set_cover(cohort, make.a_matcher(cohort), by=admin)
    role = give_role(Role.FACILITATOR, cohort=cohort, user=make.a_person(), by=admin)
    with pytest.raises(ValidationError, match="needs a facilitator"):
        open_cohort(cohort, by=admin)
    confirm_role(role, by=make.a_person(is_superuser=True))
    assert open_cohort(cohort, by=admin).opened_at is not None


def test_the_only_facilitator_cannot_be_their_own_cover(cohort, admin):
    only = make.a_facilitator(cohort)
    with pytest.raises(ValidationError, match="only facilitator"):
        set_cover(cohort, only, by=admin)
    second = make.a_facilitator(cohort)
    set_cover(cohort, only, by=second)
    assert what_opening_needs(cohort) == []


def test_the_cover_is_somebody_of_the_team(cohort, admin):
    make.a_facilitator(cohort)
    with pytest.raises(ValidationError, match="somebody of this cohort's team"):
        set_cover(cohort, make.a_person(), by=admin)
    with pytest.raises(PermissionDenied):
        set_cover(cohort, make.a_matcher(cohort), by=make.a_matcher(cohort))


def test_a_cover_who_has_left_the_team_does_not_count(cohort, admin):
    make.a_facilitator(cohort)
    set_cover(cohort, make.a_matcher(cohort), by=admin)
    cohort.team.filter(role=Role.MATCHER).update(ended_at=cohort.team.first().given_at)
    assert what_opening_needs(cohort) == ["The named cover is no longer on the team: name somebody else."]


def test_opening_twice_changes_nothing(cohort, admin):
    make.a_facilitator(cohort)
    set_cover(cohort, make.a_matcher(cohort), by=admin)
    first = open_cohort(cohort, by=admin).opened_at
    assert open_cohort(cohort, by=admin).opened_at == first
    verbs = [event.verb for event in AuditEvent.objects.about(cohort)]
    assert verbs == ["named cover", "opened"]


def test_a_matcher_does_not_open_a_cohort(cohort):
    with pytest.raises(PermissionDenied):
        open_cohort(cohort, by=make.a_matcher(cohort))
