import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import User
from audit.models import AuditEvent
from notifications.models import Message
from participants.models import Role, TeamRole
from participants.services import confirm_role, end_role, give_role
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort():
    return make.a_cohort(opened=False)


@pytest.fixture
def admin(cohort):
    return make.an_administrator(cohort.programme)


def test_a_role_counts_once_a_second_person_has_confirmed_it(cohort, admin):
    user = make.a_person()
    role = give_role(Role.FACILITATOR, cohort=cohort, user=user, by=admin)
    assert cohort.is_facilitated_by(user) is False
    confirm_role(role, by=make.an_administrator(cohort.programme))
    assert cohort.is_facilitated_by(user) is True
    assert [event.verb for event in AuditEvent.objects.about(role)] == ["gave role", "confirmed role"]


def test_somebody_without_an_account_is_added_by_email(cohort, admin):
    role = give_role(Role.MATCHER, cohort=cohort, email="New@trust.example", name="New Person", by=admin)
    assert (role.user.email, role.user.name) == ("new@trust.example", "New Person")
    assert role.user.emailaddress_set.get().verified is True


def test_nobody_gives_themselves_a_role(cohort, admin):
    with pytest.raises(ValidationError, match="themselves"):
        give_role(Role.FACILITATOR, cohort=cohort, user=admin, by=admin)


def test_only_administrators_of_the_programme_give_roles(cohort):
    for giver in (
        make.a_facilitator(cohort),
        make.an_administrator(make.a_programme()),
        make.a_participant(cohort).user,
    ):
        with pytest.raises(PermissionDenied):
            give_role(Role.MATCHER, cohort=cohort, user=make.a_person(), by=giver)


def test_a_refused_role_adds_no_account(cohort):
    with pytest.raises(PermissionDenied):
        give_role(Role.MATCHER, cohort=cohort, email="x@trust.example", name="X", by=make.a_person())
    assert User.objects.filter(email="x@trust.example").exists() is False


def test_the_same_role_twice_is_refused_in_words(cohort, admin):
    user = make.a_person()
    give_role(Role.MATCHER, cohort=cohort, user=user, by=admin)
    with pytest.raises(ValidationError) as refusal:
        give_role(Role.MATCHER, cohort=cohort, user=user, by=admin)
    assert refusal.value.messages == ["This person already holds that role, or is about to."]


def test_neither_giver_nor_holder_nor_a_stranger_confirms(cohort, admin):
    holder = make.an_administrator(cohort.programme)
    role = give_role(Role.FACILITATOR, cohort=cohort, user=holder, by=admin)
    for person in (admin, holder, make.a_matcher(cohort), make.an_administrator(make.a_programme())):
        with pytest.raises(PermissionDenied):
            confirm_role(role, by=person)
    assert TeamRole.objects.get(pk=role.pk).confirmed_at is None


def test_a_facilitator_of_the_cohort_may_be_the_second_person(cohort, admin):
    role = give_role(Role.MATCHER, cohort=cohort, user=make.a_person(), by=admin)
    confirm_role(role, by=make.a_facilitator(cohort))
    assert cohort.has_on_team(role.user, Role.MATCHER) is True


def test_confirming_tells_the_cohorts_team_once_each(cohort, admin):
    facilitator, matcher = make.a_facilitator(cohort), make.a_matcher(cohort)
    make.a_facilitator(make.a_cohort(cohort.programme))
    role = give_role(Role.EVALUATOR, cohort=cohort, user=make.a_person(), by=admin)
    confirm_role(role, by=facilitator)
    confirm_role(role, by=facilitator)
    told = Message.objects.filter(kind="role_confirmed")
    assert {message.to_id for message in told} == {facilitator.pk, matcher.pk, role.user_id}
    assert told.count() == 3


def test_an_administrators_role_tells_the_administrators(cohort, admin):
    make.a_facilitator(cohort)
    role = give_role(Role.ADMINISTRATOR, programme=cohort.programme, user=make.a_person(), by=admin)
    confirm_role(role, by=make.a_person(is_superuser=True))
    told = Message.objects.filter(kind="role_confirmed").values_list("to", flat=True)
    assert set(told) == {admin.pk, role.user_id}


def test_a_role_ends_at_once_and_can_be_given_again(cohort, admin):
    user = make.a_facilitator(cohort)
    end_role(TeamRole.objects.get(user=user), by=admin)
    assert cohort.is_facilitated_by(user) is False
    again = give_role(Role.FACILITATOR, cohort=cohort, user=user, by=admin)
    assert again.confirmed_at is None


def test_one_gives_ones_own_role_back_and_nobody_elses(cohort):
    one, other = make.a_facilitator(cohort), make.a_facilitator(cohort)
    with pytest.raises(PermissionDenied):
        end_role(TeamRole.objects.get(user=other), by=one)
    end_role(TeamRole.objects.get(user=one), by=one)
    assert (cohort.is_facilitated_by(one), cohort.is_facilitated_by(other)) == (False, True)
