"""What must never be false in the database: one test for each constraint, and the named questions."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from participants.models import (
    ColumnMapping,
    Delegation,
    NotToBePaired,
    Participant,
    Pause,
    Programme,
    Role,
    Side,
    TeamRole,
)
from participants.services import save_answers, save_practical
from tests import make

pytestmark = pytest.mark.django_db
State = Participant.State


def refused(act, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        act()


def a_role(**fields):
    cohort = fields.pop("on", None) or make.a_cohort()
    defaults = {
        "programme": cohort.programme,
        "cohort": cohort,
        "user": make.a_person(),
        "role": Role.MATCHER,
        "given_by": make.a_person(),
    }
    return TeamRole.objects.create(**defaults | fields)


def test_person_once_per_cohort():
    person = make.a_participant(make.a_cohort())
    refused(lambda: make.a_participant(person.cohort, user=person.user), "person_once_per_cohort")


def test_side_is_one_the_person_ticked():
    refused(
        lambda: make.a_participant(make.a_cohort(), Side.NETWORK, could_be_network=False),
        "side_is_one_the_person_ticked",
    )


@pytest.mark.parametrize("missing", [{"checked_at": None}, {"side": ""}])
def test_accepted_participant_has_side_and_was_checked(missing):
    refused(
        lambda: make.a_participant(make.a_cohort(), **missing),
        "accepted_participant_has_side_and_was_checked",
    )


def test_small_numbers_between_3_and_20():
    refused(lambda: make.a_programme(smallest_group=2), "small_numbers_between_3_and_20")


def test_longest_partnership_not_below_shortest():
    refused(lambda: make.a_programme(longest_months=11), "longest_partnership_not_below_shortest")


def test_cohort_name_once_per_programme():
    cohort = make.a_cohort()
    refused(lambda: make.a_cohort(cohort.programme, name=cohort.name), "cohort_name_once_per_programme")


def test_cohort_dates_in_order():
    today = timezone.localdate()
    refused(lambda: make.a_cohort(closes_on=today - timedelta(weeks=20)), "cohort_dates_in_order")


def test_role_held_once():
    role = a_role()
    refused(lambda: a_role(on=role.cohort, user=role.user), "role_held_once")


def test_role_held_once_also_for_administrators_who_have_no_cohort():
    cohort = make.a_cohort()
    admin = make.an_administrator(cohort.programme)
    refused(lambda: make.an_administrator(cohort.programme, admin), "role_held_once")


def test_nobody_gives_themselves_a_role():
    person = make.a_person()
    refused(lambda: a_role(user=person, given_by=person), "nobody_gives_themselves_a_role")


@pytest.mark.parametrize("who", ["user", "given_by"])
def test_role_confirmed_by_a_second_person(who):
    person = make.a_person()
    refused(
        lambda: a_role(**{who: person}, confirmed_by=person, confirmed_at=timezone.now()),
        "role_confirmed_by_a_second_person",
    )


def test_role_confirmation_has_person_and_time():
    refused(lambda: a_role(confirmed_at=timezone.now()), "role_confirmation_has_person_and_time")


def test_only_administrators_have_no_cohort():
    cohort = make.a_cohort()
    refused(lambda: a_role(on=cohort, cohort=None, role=Role.MATCHER), "only_administrators_have_no_cohort")


def test_one_delegation_at_a_time():
    person, assistant = make.a_participant(make.a_cohort()), make.a_person()
    Delegation.objects.create(participant=person, delegate=assistant)
    refused(
        lambda: Delegation.objects.create(participant=person, delegate=assistant), "one_delegation_at_a_time"
    )


def test_pause_ends_after_it_starts():
    today = timezone.localdate()
    person = make.a_participant(make.a_cohort())
    refused(
        lambda: Pause.objects.create(participant=person, starts_on=today, until=today - timedelta(days=1)),
        "pause_ends_after_it_starts",
    )


def test_one_mapping_per_programme_and_headings():
    programme = make.a_programme()
    ColumnMapping.objects.create(programme=programme, headers_hash="a")
    refused(
        lambda: ColumnMapping.objects.create(programme=programme, headers_hash="a"),
        "one_mapping_per_programme_and_headings",
    )


def test_a_role_counts_only_when_confirmed_and_not_ended():
    role = a_role()
    assert role.cohort.has_on_team(role.user, Role.MATCHER) is False
    role.confirmed_by, role.confirmed_at = make.a_person(), timezone.now()
    role.save()
    assert role.cohort.has_on_team(role.user, Role.MATCHER) is True
    role.ended_at = timezone.now()
    role.save()
    assert role.cohort.has_on_team(role.user, Role.MATCHER) is False


def test_people_are_visible_to_themselves_and_to_their_own_cohorts_team():
    cohort, other = make.a_cohort(), make.a_cohort()
    person = make.a_participant(cohort)
    seen = {
        name: list(Participant.objects.visible_to(user)) == [person]
        for name, user in {
            "self": person.user,
            "facilitator": make.a_facilitator(cohort),
            "matcher": make.a_matcher(cohort),
            "evaluator": make.an_evaluator(cohort),
            "administrator": make.an_administrator(cohort.programme),
            "superuser": make.a_person(is_superuser=True),
            "facilitator elsewhere": make.a_facilitator(other),
            "other participant": make.a_participant(other).user,
        }.items()
    }
    assert [name for name, sees in seen.items() if sees] == ["self", "facilitator", "matcher"]


def test_who_is_not_to_be_paired_is_never_visible_to_the_one_it_means():
    cohort = make.a_cohort()
    named = make.a_participant(cohort, name="Peter Hall")
    make.a_facilitator(cohort, named.user)
    other_facilitator = make.a_facilitator(cohort)
    asked = NotToBePaired.objects.create(
        participant=make.a_participant(cohort), words="Peter H.", other=named
    )
    assert list(NotToBePaired.objects.visible_to(named.user)) == []
    assert list(NotToBePaired.objects.visible_to(other_facilitator)) == [asked]
    assert list(NotToBePaired.objects.visible_to(make.a_matcher(cohort))) == []


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("Peter Hall, please", True),
        ("hall, PETER", True),
        ("Peter Shaw", False),
        ("peter@trust.example", True),
    ],
)
def test_words_name_somebody_by_whole_name_or_address(words, named):
    person = make.a_person(name="Peter Hall", email="peter@trust.example")
    participant = Participant(user=person)
    assert NotToBePaired(words=words).names(participant) is named


def test_programme_defaults_are_the_ones_of_the_paper():
    programme = Programme(organisation="A Trust")
    assert programme.check_in_months == [3, 6, 9, 12]
    assert (programme.survey_month, programme.survey_days) == (10, 17)
    assert (programme.shortest_months, programme.longest_months) == (12, 15)


def test_a_cohort_is_full_when_both_sides_are():
    cohort = make.a_cohort(places=1)
    make.a_participant(cohort, Side.LEADER)
    assert cohort.is_full() is False
    make.a_participant(cohort, Side.NETWORK)
    assert cohort.is_full() is True


def test_no_table_holds_a_private_word_in_the_clear():
    planted = "PLANTED-private-word"
    person = make.a_participant(make.a_cohort())
    save_answers(person, by=person.user, answer_1=planted, answer_2=planted, answer_3=planted)
    save_practical(person, by=person.user, access_needs=planted, not_with=[planted])
    tables = [model._meta.db_table for model in apps.get_models(include_auto_created=True)]
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', [f"%{planted}%"])
            assert (table, cursor.fetchone()[0]) == (table, 0)
