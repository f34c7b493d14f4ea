"""Recusal: oneself, one's partners, one's line up and down, and the partners of all these; nobody else."""

import pytest
from allauth.account.models import EmailAddress

from participants.models import Side
from partnerships.recusal import is_recused, line_of, recused_from
from tests import make

pytestmark = pytest.mark.django_db

CHAIN = [({"porter"}, "lead"), ({"lead"}, "head"), ({"head"}, "chief"), ({"other"}, "head")]


def test_the_line_goes_up_and_down_to_its_ends_and_not_sideways():
    assert line_of({"lead"}, CHAIN) == {"porter", "head", "chief"}
    assert line_of({"chief"}, CHAIN) == {"head", "lead", "other", "porter"}
    assert line_of({"nobody"}, CHAIN) == set()


def test_the_line_knows_no_capitals_and_survives_a_ring():
    ring = [({"A@trust.example"}, "b@TRUST.example"), ({"b@trust.example"}, "a@trust.example")]
    assert line_of({"a@Trust.example"}, ring) == {"b@trust.example"}


def test_all_addresses_of_one_person_lead_the_same_way():
    assert line_of({"chief"}, [({"work", "home"}, "lead"), ({"lead", "lead.home"}, "chief")]) == {
        "lead",
        "lead.home",
        "work",
        "home",
    }


@pytest.fixture
def cohort():
    return make.a_cohort(starts_on=make.timezone.localdate())


def joins(cohort, name, manager="", side=Side.LEADER, **fields):
    user = make.a_person(name, f"{name.lower()}@trust.example")
    return make.a_participant(cohort, side, user=user, line_manager_email=manager, **fields)


def names(cohort, keys):
    return {person.name for person in cohort.participants.filter(pk__in=keys)}


def test_a_facilitator_outside_the_cohorts_lines_is_recused_from_nobody(cohort):
    joins(cohort, "Amina", "boss@trust.example")
    assert recused_from(make.a_facilitator(cohort), cohort) == set()


def test_a_facilitator_reads_nothing_about_whom_they_manage_nor_about_their_partners(cohort):
    fay = make.a_facilitator(cohort, email="fay@trust.example", name="Fay")
    lead = joins(cohort, "Lead", "FAY@trust.example")
    porter = joins(cohort, "Porter", "lead@trust.example", Side.NETWORK)
    partner = joins(cohort, "Partner", "elsewhere@trust.example")
    stranger = joins(cohort, "Stranger", "elsewhere@trust.example")
    make.a_partnership(cohort, partners=[porter, partner])
    assert names(cohort, recused_from(fay, cohort)) == {"Lead", "Porter", "Partner"}
    assert [is_recused(fay, one) for one in (lead, partner, stranger)] == [True, True, False]


def test_a_facilitator_who_takes_part_reads_nothing_about_self_partner_and_managers(cohort):
    own = joins(cohort, "Own", "manager@trust.example", Side.NETWORK)
    make.a_facilitator(cohort, own.user)
    manager = joins(cohort, "Manager", "top@trust.example")
    joins(cohort, "Top")
    joins(cohort, "Colleague", "manager@trust.example")
    make.a_partnership(cohort, partners=[own, joins(cohort, "Mate")])
    make.a_partnership(cohort, partners=[manager, joins(cohort, "Second", side=Side.NETWORK)])
    assert names(cohort, recused_from(own.user, cohort)) == {"Own", "Mate", "Manager", "Second", "Top"}


def test_a_partner_of_once_counts_too(cohort):
    own, once = joins(cohort, "Own", side=Side.NETWORK), joins(cohort, "Once")
    partnership = make.a_partnership(cohort, partners=[own, once])
    partnership.partners.update(left_at=make.timezone.now())
    assert names(cohort, recused_from(own.user, cohort)) == {"Own", "Once"}


def test_ones_manager_is_known_from_another_cohort_as_well(cohort):
    fay = make.a_facilitator(cohort, name="Fay")
    make.a_participant(make.a_cohort(), user=fay, line_manager_email="manager@trust.example")
    joins(cohort, "Manager")
    assert names(cohort, recused_from(fay, cohort)) == {"Manager"}


def test_a_second_proved_address_counts_and_an_unproved_one_does_not(cohort):
    fay = make.a_facilitator(cohort, name="Fay")
    joins(cohort, "One", "fay.once@trust.example")
    joins(cohort, "Two", "fay.claimed@trust.example")
    EmailAddress.objects.create(user=fay, email="fay.once@trust.example", verified=True)
    EmailAddress.objects.create(user=fay, email="fay.claimed@trust.example", verified=False)
    assert names(cohort, recused_from(fay, cohort)) == {"One"}


def test_another_cohort_is_none_of_it(cohort):
    fay = make.a_facilitator(cohort, email="fay@trust.example")
    joins(make.a_cohort(cohort.programme), "Elsewhere", "fay@trust.example")
    assert recused_from(fay, cohort) == set()


def test_recusal_costs_as_many_queries_for_a_crowd(cohort, django_assert_num_queries):
    fay = make.a_facilitator(cohort, email="fay@trust.example")
    for name in ("One", "Two", "Three"):
        joins(cohort, name, "fay@trust.example")
        with django_assert_num_queries(3):
            recused_from(fay, cohort)
