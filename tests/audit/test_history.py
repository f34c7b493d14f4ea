"""History is written in the caller's transaction, holds no words, and cannot be rewritten."""

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction
from django.urls import reverse

from audit.models import AuditEvent
from audit.services import record
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    cohort = make.a_cohort()
    return record(by=make.a_person(), verb="opened", thing=cohort, cohort=cohort)


def test_record_keeps_keys_a_verb_and_a_time(event):
    assert AuditEvent.objects.get(pk=event.pk).verb == "opened"
    assert [field.name for field in AuditEvent._meta.concrete_fields] == [
        "id",
        "at",
        "actor_id",
        "verb",
        "thing_type",
        "thing_id",
        "cohort_id",
        "is_private",
    ]


def test_record_belongs_to_the_transaction_of_what_was_done():
    cohort = make.a_cohort()
    before = AuditEvent.objects.count()
    with pytest.raises(RuntimeError), transaction.atomic():
        record(by=None, verb="opened", thing=cohort)
        raise RuntimeError
    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize(
    "change",
    [
        lambda event: AuditEvent.objects.filter(pk=event.pk).update(verb="never"),
        lambda event: AuditEvent.objects.filter(pk=event.pk).delete(),
        lambda event: event.delete(),
        lambda event: event.save(force_update=True),
        lambda event: connection.cursor().execute("UPDATE audit_auditevent SET at = at"),
        lambda event: connection.cursor().execute("DELETE FROM audit_auditevent"),
    ],
)
def test_the_database_refuses_to_rewrite_history(event, change):
    with pytest.raises((InternalError, ProgrammingError), match="append-only"), transaction.atomic():
        change(event)
    assert AuditEvent.objects.get(pk=event.pk).verb == "opened"


def test_administrators_read_the_history_of_their_programmes_only(client, event):
    other = make.a_cohort()
    foreign = record(by=None, verb="opened", thing=other, cohort=other)
    from participants.models import Cohort

    programme = Cohort.objects.get(pk=event.cohort_id).programme
    client.force_login(make.an_administrator(programme))
    page = client.get(reverse("admin:audit_auditevent_changelist"))
    shown = {one.pk for one in page.context["cl"].result_list}
    assert event.pk in shown
    assert foreign.pk not in shown
    assert client.get(reverse("admin:audit_auditevent_change", args=[foreign.pk])).status_code == 404


def test_the_history_names_the_team_and_nobody_else(client):
    cohort = make.a_cohort()
    doers = {
        "Grace Holloway": make.a_facilitator(cohort, name="Grace Holloway"),
        "Amina Yusuf": make.a_person("Amina Yusuf", "amina@trust.example"),
        "Peter Both": make.a_facilitator(cohort, make.a_participant(cohort, name="Peter Both").user),
        "Elsewhere": make.a_facilitator(make.a_cohort(), name="Elsewhere"),
    }
    for doer in [*doers.values(), None]:
        record(by=doer, verb="opened", thing=cohort, cohort=cohort)
    client.force_login(make.an_administrator(cohort.programme, name="Sam Okoro"))
    page = client.get(reverse("admin:audit_auditevent_changelist")).content.decode()
    assert [name for name in doers if name in page] == ["Grace Holloway"]
    assert (page.count("somebody who takes part"), page.count("somebody not on the team")) == (1, 2)
    assert ("amina@" in page, str(doers["Amina Yusuf"].pk) in page) == (False, False)


def test_the_history_says_in_words_what_it_was_done_to(client):
    cohort = make.a_cohort()
    event = record(by=None, verb="changed their name", thing=make.a_person(), cohort=cohort)
    client.force_login(make.an_administrator(cohort.programme))
    page = client.get(reverse("admin:audit_auditevent_changelist")).content.decode()
    assert ("accounts.user" in page.replace("thing_type=accounts.user", ""), ">person<" in page) == (
        False,
        True,
    )
    assert cohort.name in page
    detail = client.get(reverse("admin:audit_auditevent_change", args=[event.pk])).content.decode()
    assert "the system" in detail


def test_the_history_page_costs_the_same_with_many(client, django_assert_num_queries):
    from django.test.utils import CaptureQueriesContext

    cohort = make.a_cohort()
    client.force_login(make.an_administrator(cohort.programme))

    def queries():
        with CaptureQueriesContext(connection) as counted:
            client.get(reverse("admin:audit_auditevent_changelist"))
        return len(counted)

    record(by=None, verb="opened", thing=cohort, cohort=cohort)
    queries()
    once = queries()
    for _ in range(3):
        record(by=None, verb="opened", thing=cohort, cohort=cohort)
    assert queries() == once


def test_nobody_reads_of_what_was_anothers_own_concern(client):
    cohort = make.a_cohort()
    amina, root = make.a_person(), make.a_person(is_superuser=True)
    theirs = record(by=amina, verb="wrote", thing=cohort, cohort=cohort, private=True)
    own = record(by=root, verb="wrote", thing=cohort, private=True)
    open_one = record(by=amina, verb="opened", thing=cohort, cohort=cohort)
    for reader, readable in (
        (root, {own, open_one}),
        (make.an_administrator(cohort.programme), {open_one}),
        (make.an_administrator(cohort.programme, user=amina), {theirs, open_one}),
    ):
        client.force_login(reader)
        page = client.get(reverse("admin:audit_auditevent_changelist"))
        assert set(page.context["cl"].result_list) & {theirs, own, open_one} == readable
        hidden = client.get(reverse("admin:audit_auditevent_change", args=[theirs.pk]))
        assert hidden.status_code == (200 if theirs in readable else 404)
