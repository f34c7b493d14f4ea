import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from notifications.models import Message
from plp.deliveries import retry_delivery
from tests import make


@pytest.fixture
def cohort(db):
    return make.a_cohort()


def a_message(cohort, kind="checkin_invitation", **fields):
    user = make.a_person()
    return Message.objects.create(key=f"{kind}:{user.pk}", kind=kind, to=user, cohort_id=cohort.pk, **fields)


def test_facilitators_and_administrators_read_that_and_when_of_their_cohort(client, cohort):
    sent = a_message(cohort, state="sent", sent_at=timezone.now())
    elsewhere = a_message(make.a_cohort(cohort.programme))
    url = reverse("cohort_messages", args=[cohort.pk])
    for user in (make.a_facilitator(cohort), make.an_administrator(cohort.programme)):
        client.force_login(user)
        page = client.get(url)
        assert list(page.context["page"]) == [sent]
        assert str(elsewhere.to) not in page.text
        # An administrator learns that an e-mail went, and not what it was about.
        assert ("Invitation to a check-in session" in page.text) is cohort.is_facilitated_by(user)
    for user in (make.a_matcher(cohort), make.an_evaluator(cohort), make.a_facilitator(make.a_cohort())):
        client.force_login(user)
        assert client.get(url).status_code == 404


def test_what_would_tell_who_has_answered_the_survey_is_not_listed(client, cohort):
    a_message(cohort, "survey_open", state="withdrawn")
    failed = a_message(cohort, "survey_reminder", state="failed")
    facilitator = make.a_facilitator(cohort)
    client.force_login(facilitator)
    page = client.get(reverse("cohort_messages", args=[cohort.pk]))
    assert (list(page.context["page"]), list(page.context["failed"])) == ([], [])
    assert client.post(reverse("message_retry", args=[failed.pk])).status_code == 404


def test_a_failed_message_is_sent_again_once_and_that_is_history(client, cohort):
    failed = a_message(cohort, state="failed", attempts=10)
    client.force_login(make.a_facilitator(cohort))
    for _ in range(2):
        client.post(reverse("message_retry", args=[failed.pk]))
    failed.refresh_from_db()
    assert (failed.state, failed.attempts) == ("queued", 0)
    assert AuditEvent.objects.filter(verb="asked to send again").count() == 1


def test_only_the_cohorts_facilitators_send_again(cohort):
    failed = a_message(cohort, state="failed")
    other = make.a_cohort(cohort.programme)
    for by, of in ((make.a_matcher(cohort), cohort), (make.a_facilitator(other), other)):
        with pytest.raises(PermissionDenied):
            retry_delivery(failed, of, by=by)


def test_costs_the_same_number_of_queries_with_one_row_and_with_three(client, cohort):

    client.force_login(make.a_facilitator(cohort))

    def count():
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("cohort_messages", args=[cohort.pk]))
            client.get(reverse("message_list"))
        return len(queries)

    a_message(cohort)
    a_message(cohort, state="failed")
    count()
    few = count()
    for state in ("queued", "failed", "withdrawn"):
        a_message(cohort, state=state)
        a_message(cohort, state=state)
    assert count() == few


def test_message_list_shows_ones_own_sent_messages_only(client, cohort):
    mine = a_message(cohort, state="sent", sent_at=timezone.now())
    Message.objects.create(key="x", kind="checkin_tomorrow", to=mine.to)
    a_message(cohort, state="sent", sent_at=timezone.now())
    client.force_login(mine.to)
    assert list(client.get(reverse("message_list")).context["page"]) == [mine]
