"""The people as a file: what is in it, what never is, and that history keeps who took it and what for."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from audit.models import AuditEvent
from kit.tables import read_table
from participants.models import NotToBePaired, Participant, Side
from participants.services import export_people
from tests import make

pytestmark = pytest.mark.django_db
PLANTED = "PLANTED-private-word"


def a_person_with_secrets(cohort):
    person = make.a_participant(cohort, Side.NETWORK, name="Amina Yusuf", groups=["network", "in_person"])
    for name in ("answer_1", "answer_2", "answer_3", "access_needs"):
        setattr(person.profile, name, PLANTED)
    person.profile.save()
    NotToBePaired.objects.create(participant=person, words=PLANTED)
    return person


def take(client, cohort, kind, query="", **data):
    url = reverse("participant_export", args=[cohort.pk]) + query
    return client.post(url, {"purpose": "steering", "kind": kind} | data)


def unpacked(data):
    with ZipFile(BytesIO(data)) as parts:
        return "\n".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_nothing_private_is_in_the_file_and_nobody_is_its_author(as_, cohort, kind):
    a_person_with_secrets(cohort)
    facilitator = make.a_facilitator(cohort, name="Grace Holloway")
    data = take(as_(facilitator), cohort, kind).content
    words = unpacked(data) if kind == "xlsx" else data.decode("utf-8-sig")
    for private in (PLANTED, "Black or minority", "in_person", "Grace Holloway"):
        assert private not in words
    table = read_table(data, f"people.{kind}")
    assert (table.rows[0][0], table.rows[0][2]) == ("Amina Yusuf", "BME partner")
    if kind == "xlsx":
        assert ("creator" in words, "lastModifiedBy" in words) == (False, False)


def test_the_file_holds_whom_the_list_showed(as_, cohort):
    make.a_participant(cohort, Side.NETWORK, name="Amina Yusuf")
    make.a_participant(cohort, Side.LEADER, name="Peter Hall")
    make.a_participant(make.a_cohort(), Side.NETWORK, name="Somebody Elsewhere")
    data = take(as_(make.a_facilitator(cohort)), cohort, "csv", "?side=network").content
    assert [row[0] for row in read_table(data, "a.csv").rows] == ["Amina Yusuf"]


def test_no_text_can_become_a_formula(as_, cohort):
    make.a_participant(cohort, name="Peter Hall", job_title="=HYPERLINK(1)", directorate="+1")
    data = take(as_(make.a_facilitator(cohort)), cohort, "csv").content.decode("utf-8-sig")
    assert ("'=HYPERLINK(1)" in data, "'+1" in data) == (True, True)


def test_history_keeps_who_took_it_and_what_for(as_, cohort):
    facilitator = make.a_facilitator(cohort)
    take(as_(facilitator), cohort, "csv")
    event = AuditEvent.objects.get(verb__startswith="exported")
    assert (event.verb, event.actor_id, event.cohort_id) == (
        "exported people for the steering group",
        facilitator.pk,
        cohort.pk,
    )


def test_without_a_purpose_there_is_no_file(as_, cohort):
    response = take(as_(make.a_facilitator(cohort)), cohort, "csv", purpose="")
    assert (response.status_code, "Content-Disposition" in response) == (200, False)
    assert not AuditEvent.objects.filter(verb__startswith="exported").exists()


def test_only_facilitators_take_it(cohort):
    for stranger in (make.a_matcher(cohort), make.an_evaluator(cohort), make.a_facilitator(make.a_cohort())):
        with pytest.raises(PermissionDenied):
            export_people(cohort, Participant.objects.all(), "steering", by=stranger)
