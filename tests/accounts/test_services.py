"""What changes an account: each happy path, each guard, and the history it writes."""

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied, ValidationError

from accounts import services
from accounts.models import ParkedPost, User
from audit.models import AuditEvent
from tests import make
from tests.passkeys import a_passkey

pytestmark = pytest.mark.django_db


def done_to(user):
    return [(event.verb, event.actor_id) for event in AuditEvent.objects.about(user)]


def test_adding_a_person_verifies_the_address_and_happens_once():
    ruth = make.a_person()
    user = services.add_person(" Joy@Trust.example ", name="Joy Mensah", by=ruth)
    again = services.add_person("joy@trust.EXAMPLE", name="Somebody else", by=ruth)
    assert again == user
    assert (user.email, user.name) == ("joy@trust.example", "Joy Mensah")
    assert not user.has_usable_password()
    assert [a.verified for a in EmailAddress.objects.filter(user=user)] == [True]
    assert done_to(user) == [("added", ruth.pk)]


def test_one_person_per_address_in_the_database():
    make.a_person(email="joy@trust.example")
    with pytest.raises(ValidationError):
        User.objects.create_user("JOY@trust.example", name="Joy")


def test_changing_ones_own_name():
    user = make.a_person("Joy")
    services.change_name(user, "  Joy Mensah ", by=user)
    user.refresh_from_db()
    assert user.name == "Joy Mensah"
    assert done_to(user)[-1] == ("changed their name", user.pk)


@pytest.mark.parametrize(
    "service",
    [
        lambda user, by: services.change_name(user, "X", by=by),
        lambda user, by: services.say_mail_is_shared(user, True, by=by),
    ],
)
def test_nobody_changes_anothers_account(service):
    user = make.a_person("Joy")
    for other in (make.a_person(), make.a_person(is_superuser=True)):
        with pytest.raises(PermissionDenied):
            service(user, other)
    user.refresh_from_db()
    assert (user.name, user.mail_is_shared) == ("Joy", False)


def test_an_empty_name_changes_nothing():
    user = make.a_person("Joy")
    with pytest.raises(ValidationError):
        services.change_name(user, "  ", by=user)
    user.refresh_from_db()
    assert user.name == "Joy"


def test_saying_that_mail_is_shared_needs_another_way_in():
    user = make.a_person()
    with pytest.raises(ValidationError):
        services.say_mail_is_shared(user, True, by=user)
    a_passkey(user)
    services.say_mail_is_shared(user, True, by=user)
    user.refresh_from_db()
    assert user.mail_is_shared is True
    services.say_mail_is_shared(user, False, by=user)
    assert [verb for verb, _ in done_to(user)][-2:] == ["said mail is shared", "said mail is private"]


def test_ending_and_giving_back_access():
    keeper, user = make.a_person(is_superuser=True), make.a_person()
    services.deactivate_person(user, by=keeper)
    assert User.objects.get(pk=user.pk).is_active is False
    services.reactivate_person(user, by=keeper)
    assert User.objects.get(pk=user.pk).is_active is True
    assert done_to(user)[-2:] == [("ended access", keeper.pk), ("gave access back", keeper.pk)]


def test_only_who_looks_after_the_installation_ends_access_and_not_their_own():
    user, keeper = make.a_person(), make.a_person(is_superuser=True)
    for service in (services.deactivate_person, services.reactivate_person):
        with pytest.raises(PermissionDenied):
            service(user, by=make.a_facilitator(make.a_cohort()))
    with pytest.raises(ValidationError):
        services.deactivate_person(keeper, by=keeper)


def test_parking_keeps_words_and_leaves_out_secrets():
    user = make.a_person()
    fields = {
        "words": ["a"],
        "password1": ["b"],
        "csrfmiddlewaretoken": ["c"],
        "login_code": ["d"],
        "e": [""],
    }
    assert services.park_post(user.pk, path="/x/", fields=fields) is True
    assert ParkedPost.objects.get().fields == {"words": ["a"]}


@pytest.mark.parametrize(
    ("path", "fields"),
    [("/x/", {}), ("/x/", {"a": [""]}), ("/x/", {"a": ["x" * 200_001]}), ("/" + "x" * 500, {"a": ["b"]})],
)
def test_parking_nothing_or_too_much(path, fields):
    assert services.park_post(make.a_person().pk, path=path, fields=fields) is False
    assert ParkedPost.objects.count() == 0


def test_unparking_takes_ones_own_only():
    user = make.a_person()
    services.park_post(user.pk, path="/x/", fields={"a": ["b"]})
    kept = ParkedPost.objects.get()
    for pk in ("nonsense", "", None, kept.pk):
        services.unpark_post(pk, by=make.a_person())
    assert ParkedPost.objects.count() == 1
    services.unpark_post(str(kept.pk), by=user)
    assert ParkedPost.objects.count() == 0
