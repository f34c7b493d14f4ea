from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from audit.models import AuditEvent
from kit.tables import read_table
from notifications.models import Message
from participants import columns
from participants.models import ColumnMapping, ImportDraft, NotToBePaired, Participant, Side
from participants.services import (
    choose_columns,
    confirm_import,
    dry_run,
    forget_old_drafts,
    import_profiles,
    remembered_choices,
    start_import,
)
from tests import make

pytestmark = pytest.mark.django_db
SAMPLE = Path("plp/demo/forms-export.csv").read_bytes()
PLANTED = "PLANTED-private-word"
HEADERS = "Email,Name,Which place would you like?,About you,Learn and share,A good partnership for me"
AMINA = "amina@trust.example,Amina Yusuf,BME partner,one,two,three"


@pytest.fixture
def cohort():
    return make.a_cohort()


@pytest.fixture
def facilitator(cohort):
    return make.a_facilitator(cohort)


def a_draft(cohort, by, *lines):
    data = "\n".join(lines).encode() if lines else SAMPLE
    draft = start_import(cohort, read_table(data, "people.csv"), by=by)
    return choose_columns(draft, remembered_choices(draft), by=by)


def test_the_sample_comes_in_as_54_sent_and_checked_profiles(cohort, facilitator):
    made, _ = confirm_import(a_draft(cohort, facilitator), by=facilitator)
    people = Participant.objects.filter(cohort=cohort)
    assert (len(made), people.count()) == (54, 54)
    assert people.filter(side=Side.LEADER).count() == people.filter(side=Side.NETWORK).count() == 27
    assert sum(set(person.groups) == {"leader", "network"} for person in people) == 3
    assert {(p.state, p.checked_by_id) for p in people} == {("sent", facilitator.pk)}
    assert NotToBePaired.objects.count() == 2
    assert ImportDraft.objects.count() == 0


def test_an_imported_person_has_everything_of_their_row(cohort, facilitator):
    confirm_import(a_draft(cohort, facilitator), by=facilitator)
    harpreet = Participant.objects.get(user__email="harpreet.nair@northshire-trust.example")
    assert (harpreet.user.name, harpreet.directorate, harpreet.band) == (
        "Harpreet Nair",
        "Adult Mental Health",
        "Band 6",
    )
    assert harpreet.profile.answer_3 == "Regular and short is better than long and rare."
    assert (harpreet.profile.mode, sorted(harpreet.profile.days)) == (
        "in_person",
        ["fri", "mon", "thu", "wed"],
    )
    assert harpreet.user.emailaddress_set.get().verified is True
    assert harpreet.user.has_usable_password() is False


def test_everybody_new_is_told_and_in_history(cohort, facilitator):
    confirm_import(a_draft(cohort, facilitator), by=facilitator)
    assert Message.objects.filter(kind="profile_received").count() == 54
    assert AuditEvent.objects.filter(verb="imported", actor_id=facilitator.pk).count() == 54


def test_a_table_of_long_ago_tells_nobody(cohort, facilitator):
    table = read_table(SAMPLE, "x.csv")
    people, _ = columns.read_rows(
        table.headers,
        table.rows,
        table.numbers,
        columns.guess(table.headers),
        columns.words_of(cohort.programme),
    )
    import_profiles(cohort, people, by=facilitator, tell=False)
    assert Message.objects.count() == 0


def test_a_second_import_leaves_those_who_are_here_as_they_are(cohort, facilitator):
    here = make.a_participant(cohort, Side.NETWORK, user=make.a_person(email="amina@trust.example"))
    draft = a_draft(cohort, facilitator, HEADERS, AMINA, "joy@trust.example,Joy,BME partner,a,b,c")
    run = dry_run(draft)
    assert ([p.email for p in run.new], [p.email for p in run.here]) == (
        ["joy@trust.example"],
        ["amina@trust.example"],
    )
    confirm_import(draft, by=facilitator)
    assert Participant.objects.filter(cohort=cohort).count() == 2
    here.refresh_from_db()
    assert (here.state, here.profile.answer_1 == "one") == ("accepted", False)


def test_somebody_with_an_account_keeps_it(cohort, facilitator):
    known = make.a_person(name="Amina Y.", email="amina@trust.example")
    confirm_import(a_draft(cohort, facilitator, HEADERS, AMINA), by=facilitator)
    assert Participant.objects.get(cohort=cohort).user == known
    assert User.objects.get(pk=known.pk).name == "Amina Y."


def test_one_wrong_row_and_nobody_comes_in(cohort, facilitator):
    draft = a_draft(cohort, facilitator, HEADERS, AMINA, "joy@trust.example,Joy,Manager,a,b,c")
    with pytest.raises(ValidationError, match="Nobody was imported"):
        confirm_import(draft, by=facilitator)
    assert Participant.objects.count() == 0
    assert ImportDraft.objects.count() == 1


def test_the_choice_of_columns_is_remembered_for_the_programme(cohort, facilitator):
    draft = start_import(cohort, read_table(f"{HEADERS},Extra\n{AMINA},X".encode(), "a.csv"), by=facilitator)
    choices = remembered_choices(draft) | {"Extra": "job_title"}
    choose_columns(draft, choices, by=facilitator)
    again = start_import(cohort, read_table(f"{HEADERS},Extra\n{AMINA},Y".encode(), "b.csv"), by=facilitator)
    assert remembered_choices(again)["Extra"] == "job_title"
    elsewhere = make.a_cohort()
    other = start_import(
        elsewhere,
        read_table(f"{HEADERS},Extra\n{AMINA},Y".encode(), "b.csv"),
        by=make.a_facilitator(elsewhere),
    )
    assert remembered_choices(other)["Extra"] == ""
    assert ColumnMapping.objects.count() == 1


def test_a_needed_column_that_nobody_chose_is_asked_for(cohort, facilitator):
    draft = start_import(cohort, read_table(f"{HEADERS}\n{AMINA}".encode(), "a.csv"), by=facilitator)
    choices = remembered_choices(draft) | {"Name": ""}
    with pytest.raises(ValidationError) as refusal:
        choose_columns(draft, choices, by=facilitator)
    assert refusal.value.messages == ["Choose the column for “Name”."]


def test_one_meaning_for_two_columns_is_refused(cohort, facilitator):
    draft = start_import(cohort, read_table(f"{HEADERS},More\n{AMINA},X".encode(), "a.csv"), by=facilitator)
    with pytest.raises(ValidationError, match="“Name” is chosen for two columns"):
        choose_columns(draft, remembered_choices(draft) | {"More": "name"}, by=facilitator)


def test_dates_that_can_be_read_two_ways_are_asked_for(cohort, facilitator):
    table = read_table(f"{HEADERS},Completion time\n{AMINA},03/02/26".encode(), "a.csv")
    draft = start_import(cohort, table, by=facilitator)
    with pytest.raises(ValidationError, match="say which"):
        choose_columns(draft, remembered_choices(draft), by=facilitator)
    choose_columns(draft, remembered_choices(draft), month_first=True, by=facilitator)
    assert dry_run(draft).new[0].sent_at.date().isoformat() == "2026-03-02"


def test_a_file_without_headings_is_refused_before_anything_of_it_is_shown(cohort, facilitator):
    with pytest.raises(ValidationError, match="first row should hold the headings"):
        start_import(cohort, read_table(f"{AMINA}\n{AMINA}".encode(), "a.csv"), by=facilitator)
    with pytest.raises(ValidationError, match="no rows"):
        start_import(cohort, read_table(HEADERS.encode(), "a.csv"), by=facilitator)


def test_only_facilitators_of_the_cohort_import_and_only_their_own_draft(cohort, facilitator):
    table = read_table(SAMPLE, "x.csv")
    for stranger in (make.a_matcher(cohort), make.a_facilitator(make.a_cohort()), make.a_person()):
        with pytest.raises(PermissionDenied):
            start_import(cohort, table, by=stranger)
        with pytest.raises(PermissionDenied):
            import_profiles(cohort, [], by=stranger)
    draft = a_draft(cohort, facilitator)
    second = make.a_facilitator(cohort)
    for act in (confirm_import, lambda draft, by: choose_columns(draft, {}, by=by)):
        with pytest.raises(PermissionDenied):
            act(draft, by=second)
    assert list(ImportDraft.objects.visible_to(second)) == []
    assert list(ImportDraft.objects.visible_to(facilitator)) == [draft]


def test_a_draft_is_encrypted_and_forgotten_after_a_day(cohort, facilitator):
    a_draft(cohort, facilitator, f"{HEADERS},Access needs", f"{AMINA},{PLANTED}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM participants_importdraft t")
        assert PLANTED not in cursor.fetchone()[0]
    assert forget_old_drafts(timezone.now() + timedelta(hours=23)) == 0
    assert forget_old_drafts(timezone.now() + timedelta(hours=25)) == 1


def test_an_import_costs_the_same_number_of_queries_for_3_and_for_300(cohort, facilitator):
    def cost(count):
        lines = [f"p{count}-{n}@trust.example,Person {n},BME partner,one,two,three" for n in range(count)]
        draft = a_draft(cohort, facilitator, HEADERS, *lines)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            confirm_import(draft, by=facilitator)
        return len(queries)

    assert cost(3) == cost(300)
