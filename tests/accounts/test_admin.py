"""The admin as a whole: what it answers to those who may not know, and that it keeps no names."""

import uuid

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.urls import NoReverseMatch, reverse

from accounts.admin_base import PrivateModelAdmin, site
from accounts.models import User
from tests import make

pytestmark = pytest.mark.django_db
LIST = "admin:accounts_user_changelist"


@pytest.fixture
def keeper(client):
    user = make.a_person("Sam Okoro", is_superuser=True)
    client.force_login(user)
    return user


def test_there_is_no_second_way_to_sign_in(client):
    for path in ("/team/login/", "/team/password_change/", "/team/logout/"):
        assert client.get(path).url.startswith(reverse("account_login"))
    assert client.post("/team/login/", {"username": "x", "password": "y"}).url.startswith(
        reverse("account_login")
    )


@pytest.mark.parametrize("path", ["autocomplete/?term=a", "r/1/2/", "nothing/", "accounts/user/x/history/"])
def test_side_doors_are_walled_up(client, keeper, path):
    assert client.get(f"/team/{path}").status_code == 404


def test_no_model_has_history_or_delete_pages_or_actions():
    for model, model_admin in site._registry.items():
        assert isinstance(model_admin, PrivateModelAdmin)
        for page in ("history", "delete"):
            with pytest.raises(NoReverseMatch):
                reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=[uuid.uuid4()])
        assert model_admin.actions is None


def test_every_model_page_starts_from_visible_to(rf):
    stranger = make.a_person()
    for model_admin in site._registry.values():
        request = rf.get("/")
        request.user = stranger
        found = model_admin.get_queryset(request)
        assert [thing for thing in found if thing != stranger] == []


def test_what_is_not_there_answers_without_echoing_its_key(client, keeper):
    key = uuid.uuid4()
    response = client.get(reverse("admin:accounts_user_change", args=[key]))
    assert response.status_code == 404
    assert str(key) not in response.content.decode()
    odd = client.get("/team/accounts/user/nobody-here/change/")
    assert odd.status_code == 404
    assert "nobody-here" not in odd.content.decode()


def test_the_list_of_people_cannot_be_asked_about_what_it_does_not_show(client, keeper):
    for question in ("password__startswith=a", "mail_is_shared=1", "participations__side=leader"):
        assert client.get(f"{reverse(LIST)}?{question}").status_code == 400


def test_the_list_of_people_can_be_filtered_and_searched(client, keeper):
    make.a_person("Joy Mensah", "joy@trust.example", is_active=False)
    page = client.get(f"{reverse(LIST)}?is_active__exact=0")
    assert [str(user) for user in page.context["cl"].result_list] == ["Joy Mensah"]
    page = client.get(f"{reverse(LIST)}?q=joy")
    assert [str(user) for user in page.context["cl"].result_list] == ["Joy Mensah"]


def test_nobody_edits_anothers_address(client, keeper):
    joy = make.a_person("Joy Mensah", "joy@trust.example")
    url = reverse("admin:accounts_user_change", args=[joy.pk])
    page = client.get(url).content.decode()
    assert 'name="email"' not in page
    assert "password" not in page
    assert client.post(url, {"email": "x@evil.example", "name": "X"}).status_code == 403
    assert User.objects.get(pk=joy.pk).email == "joy@trust.example"


def test_the_list_of_people_speaks_in_words(client, keeper):
    make.a_person("Joy Mensah", is_active=False)
    html = client.get(reverse(LIST)).content.decode()
    assert ("icon-no" in html, "icon-yes" in html) == (False, False)
    assert ("no, access ended" in html, ">never<" in html) == (True, True)


def test_ending_access_asks_first(client, keeper):
    joy = make.a_person("Joy Mensah")
    assert (
        "End Joy Mensah’s access?"
        in client.get(reverse("admin:person_end_access", args=[joy.pk])).content.decode()
    )
    assert User.objects.get(pk=joy.pk).is_active is True
    client.post(reverse("admin:person_end_access", args=[joy.pk]))
    assert User.objects.get(pk=joy.pk).is_active is False
    client.post(reverse("admin:person_give_access", args=[joy.pk]))
    assert User.objects.get(pk=joy.pk).is_active is True
    client.post(reverse("admin:person_end_access", args=[keeper.pk]))
    assert User.objects.get(pk=keeper.pk).is_active is True
    assert LogEntry.objects.count() == 0


def test_the_list_of_people_costs_the_same_with_many(client, keeper):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries():
        with CaptureQueriesContext(connection) as counted:
            client.get(reverse(LIST))
        return len(counted)

    queries()
    once = queries()
    for _ in range(3):
        make.a_person()
    assert queries() == once


def test_djangos_own_site_is_nowhere_in_the_addresses():
    with pytest.raises(NoReverseMatch):
        reverse("admin:auth_group_changelist")
    assert admin.site is not site
