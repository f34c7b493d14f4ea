"""Sessions work as Django's own do, and their table opens nothing."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from plp.sessions import SessionStore
from plp.tasks import tidy
from tests import make
from tests.plp.signing_in import ask_for_code, code_in

pytestmark = pytest.mark.django_db


def a_session(**data):
    store = SessionStore()
    store.update(data)
    store.save()
    return store


def test_a_dump_of_the_table_opens_no_account(client):
    client.force_login(make.a_person())
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    [row] = Session.objects.all()
    assert row.session_key != cookie
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = row.session_key
    assert not get_user(thief).is_authenticated
    assert thief.get(reverse("account")).status_code == 302
    assert client.get(reverse("account")).status_code == 200


def test_a_dump_of_the_table_tells_no_code_and_no_address(client, mailoutbox):
    """Nobody reads it with SECRET_KEY alone either, which a dump's thief may have found elsewhere."""
    ask_for_code(client, make.a_person(email="amina@trust.example").email)
    [row] = Session.objects.all()
    assert row.get_decoded() == {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_data FROM django_session")
        [[stored]] = cursor.fetchall()
    assert code_in(mailoutbox[0]) not in stored
    assert SessionStore().decode(stored)["account_login"]["email"] == "amina@trust.example"


def test_what_is_kept_is_there_again():
    key = a_session(word="tern").session_key
    store = SessionStore(key)
    assert store["word"] == "tern"
    store["word"] = "heron"
    store.save()
    assert SessionStore(key)["word"] == "heron"
    assert Session.objects.count() == 1
    assert SessionStore().exists(key)


def test_a_key_nobody_gave_out_opens_nothing():
    store = SessionStore("a" * 32)
    assert dict(store.items()) == {}
    assert store.session_key is None
    assert SessionStore(None).get("word") is None


def test_a_session_is_made_once_and_not_brought_back():
    store = a_session()
    with pytest.raises(CreateError):
        SessionStore(store.session_key).save(must_create=True)
    store.delete()
    with pytest.raises(UpdateError):
        store.save()


def test_a_new_key_keeps_the_words_and_the_old_one_is_dead():
    store = a_session(word="tern")
    old = store.session_key
    store.cycle_key()
    assert store.session_key != old
    assert SessionStore(store.session_key)["word"] == "tern"
    assert not SessionStore().exists(old)
    assert Session.objects.count() == 1


def test_flush_and_delete_leave_nothing():
    store, other = a_session(word="tern"), a_session()
    store.flush()
    assert (store.session_key, dict(store.items())) == (None, {})
    SessionStore().delete(other.session_key)
    SessionStore().delete()
    assert not Session.objects.exists()


def test_old_sessions_are_cleared():
    a_session()
    Session.objects.update(expire_date=timezone.now())
    tidy()
    assert not Session.objects.exists()


def test_without_its_key_a_session_is_an_empty_one(client, settings):
    client.force_login(make.a_person())
    settings.VAULT_KEYS = ["cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4="]
    assert client.get(reverse("account")).status_code == 302


def test_signing_out_ends_the_row(client):
    client.force_login(make.a_person())
    client.logout()
    assert not Session.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.django_db(transaction=True)
def test_an_async_view_would_keep_to_it_too():
    async def through():
        store = SessionStore()
        await store.aset("word", "tern")
        await store.asave()
        word = await SessionStore(store.session_key).aget("word")
        known = await store.aexists(store.session_key)
        await sync_to_async(lambda: connection.close())()
        return store.session_key, word, known

    # In a thread of its own: a browser of another test may have left an event loop in this one.
    with ThreadPoolExecutor(1) as thread:
        key, word, known = thread.submit(asyncio.run, through()).result()
    assert (word, known) == ("tern", True)
    [row] = Session.objects.all()
    assert row.session_key != key
