"""What is typed is kept: by the button, by itself, and partly, without losing what was there."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from participants.models import Participant, Side
from participants.services import save_about, save_practical
from tests import make

pytestmark = pytest.mark.django_db
State = Participant.State
BY_ITSELF = {"X-PLP-Autosave": "1"}
PLANTED = "PLANTED-private-word"


def url(name, thing):
    return reverse(name, args=[thing.pk])


def text(response):
    return response.content.decode()


@pytest.fixture
def begun(cohort):
    """Somebody whose profile is under way and empty so far."""
    person = make.a_participant(cohort, side="", state=State.STARTED, could_be_leader=False)
    Participant.objects.filter(pk=person.pk).update(directorate="", site="", band="")
    return Participant.objects.get(pk=person.pk)


@pytest.fixture
def sent(cohort):
    return make.a_participant(cohort, Side.NETWORK, state=State.SENT, job_title="Nurse")


def wishes(person):
    return sorted(row.words for row in person.not_with.all())


def test_about_you_keeps_itself_without_a_side_and_without_history(as_, begun):
    before = AuditEvent.objects.count()
    response = as_(begun.user).post(
        url("profile_about", begun), {"job_title": "Port", "groups": ["network"]}, headers=BY_ITSELF
    )
    begun.refresh_from_db()
    assert (response.status_code, begun.job_title, begun.groups) == (204, "Port", ["network"])
    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize("address", ["ruth.sh", "own"])
def test_about_you_keeps_the_rest_while_an_address_is_not_in_order(as_, begun, address):
    address = begun.user.email if address == "own" else address
    data = {"job_title": "Porter", "line_manager_email": address, "could_be": ["network"]}
    response = as_(begun.user).post(url("profile_about", begun), data, headers=BY_ITSELF)
    begun.refresh_from_db()
    assert (response.status_code, begun.job_title, begun.line_manager_email) == (422, "Porter", "")


def test_about_you_once_sent_never_loses_its_side_by_itself(as_, sent):
    response = as_(sent.user).post(url("profile_about", sent), {"job_title": "Matron"}, headers=BY_ITSELF)
    sent.refresh_from_db()
    assert (response.status_code, sent.side, sent.could_be, sent.job_title) == (
        422,
        Side.NETWORK,
        [Side.NETWORK],
        "Matron",
    )


def test_practical_things_keep_themselves_encrypted(as_, begun):
    data = {"access_needs": f"captions {PLANTED}", "not_with": f"Peter {PLANTED}\nRuth", "days": ["tue"]}
    response = as_(begun.user).post(url("profile_practical", begun), data, headers=BY_ITSELF)
    assert response.status_code == 204
    page = text(as_(begun.user).get(url("profile_practical", begun)))
    assert page.count(PLANTED) == 2
    assert wishes(begun) == [f"Peter {PLANTED}", "Ruth"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_needs FROM participants_matchingprofile")
        stored = str(cursor.fetchall())
        cursor.execute("SELECT words FROM participants_nottobepaired")
        stored += str(cursor.fetchall())
    assert PLANTED not in stored


def test_that_others_read_my_mail_is_never_said_by_itself(as_, begun):
    begun.user.set_password("a quiet garden with pears")
    begun.user.save()
    as_(begun.user).post(url("profile_practical", begun), {"mail_is_shared": "on"}, headers=BY_ITSELF)
    begun.user.refresh_from_db()
    assert begun.user.mail_is_shared is False


def test_a_name_half_typed_removes_nothing_that_is_settled(sent):
    save_practical(sent, by=sent.user, not_with=["Peter Hall", "Ruth"])
    sent.not_with.filter(pk__in=[row.pk for row in sent.not_with.all() if row.words == "Peter Hall"]).update(
        resolved_at=timezone.now()
    )
    save_practical(sent, by=sent.user, not_with=["Peter Ha"], autosave=True)
    assert wishes(sent) == ["Peter Ha", "Peter Hall"]
    save_practical(sent, by=sent.user, not_with=["Gareth"])
    assert wishes(sent) == ["Gareth"]


@pytest.mark.parametrize(
    ("page", "data"),
    [
        ("profile_about", {"job_title": "Porter"}),
        ("profile_answers", {"answer_2": "Half a thought"}),
        ("profile_practical", {"access_needs": "captions"}),
    ],
)
def test_save_and_come_back_later_needs_nothing_more_and_no_script(as_, begun, page, data):
    assert "Save and come back later" in text(as_(begun.user).get(url(page, begun)))
    response = as_(begun.user).post(url(page, begun), data | {"later": "yes"})
    assert response.url == url("profile_task_list", begun)
    assert next(iter(data.values())) in text(as_(begun.user).get(url(page, begun)))


def test_without_later_a_side_is_asked_for(as_, begun, sent):
    for person, data in ((begun, {}), (sent, {"later": "yes"})):
        response = as_(person.user).post(url("profile_about", person), {"job_title": "Porter"} | data)
        assert list(response.context["form"].errors) == ["could_be"]
    assert "Save and come back later" not in text(as_(sent.user).get(url("profile_about", sent)))


def test_ones_own_address_is_nobodys_line_manager_and_it_says_so_at_the_field(as_, begun):
    begun.user.emailaddress_set.create(email="me@home.example", verified=True)
    for own in (begun.user.email.upper(), " me@home.example "):
        data = {"could_be": ["network"], "line_manager_email": own, "job_title": "Porter"}
        response = as_(begun.user).post(url("profile_about", begun), data)
        assert list(response.context["form"].errors) == ["line_manager_email"]
        assert "This is your own address." in text(response)
        assert 'value="Porter"' in text(response)
    begun.refresh_from_db()
    assert (begun.line_manager_email, begun.job_title) == ("", "")


def test_a_group_of_three_is_ticked_and_shown_again(as_, begun):
    client = as_(begun.user)
    client.post(url("profile_practical", begun), {"open_to_trio": "on"})
    begun.profile.refresh_from_db()
    assert begun.profile.open_to_trio is True
    assert "I could imagine it" in text(client.get(url("profile_check", begun)))


def test_all_groups_can_be_declared_and_none_need_be(begun):
    for groups in (["leader", "network", "in_person"], []):
        saved = save_about(begun, could_be=[Side.NETWORK], groups=groups, by=begun.user)
        assert saved.groups == groups
    with pytest.raises(ValidationError):
        save_about(begun, could_be=[Side.NETWORK], groups=["nonsense"], by=begun.user)
