"""Every URL × GET and POST × every persona: what the access table says is what the programme does."""

import re
import uuid
from importlib import import_module
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.contrib.auth import SESSION_KEY
from django.db import transaction
from django.test import Client, override_settings
from django.urls import get_resolver, reverse
from django.utils.crypto import get_random_string

from plp.access import POLICIES
from tests.access import world as world_module
from tests.access.rows import ANYONE, Row

pytestmark = pytest.mark.django_db

MODULES = [
    import_module(f"tests.access.{path.stem}")
    for path in sorted((Path(__file__).parent / "access").glob("rows_*.py"))
]
ROWS = {name: row for module in MODULES for name, row in module.ROWS.items()}


def url_names(resolver, spaces=()):
    """The name of every URL pattern, with its namespaces; a nameless one by its function, as Django does."""
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from url_names(pattern, inner)
        else:
            yield ":".join((*spaces, pattern.name or pattern.lookup_str))


URL_NAMES = sorted(url_names(get_resolver()))


class QuickClient(Client):
    """A client that keeps no cookies from one request to the next and no copies of templates' contexts."""

    def request(self, **request):
        return self.handler(self._base_environ(**request))


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, survey_keys):
    with (
        django_db_blocker.unblock(),
        override_settings(SURVEY_KEYS_DIR=survey_keys),
        transaction.atomic(),
    ):
        built = world_module.build([m.add_to for m in MODULES if hasattr(m, "add_to")])
        built.clients = {"anonymous": QuickClient()}
        for persona, user in built.users.items():
            built.clients[persona] = QuickClient()
            built.clients[persona].force_login(user)
            built.clients[persona].handler = built.clients["anonymous"].handler
        yield built
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def survey_keys(tmp_path_factory):
    """The folder of keys of the world's surveys, which outlives the single test."""
    return tmp_path_factory.mktemp("keys") / "survey-keys"


@pytest.fixture(autouse=True)
def _no_rate_limits(settings, survey_keys):
    settings.SURVEY_KEYS_DIR = survey_keys
    settings.ACCOUNT_RATE_LIMITS = settings.MFA_RATE_LIMITS = False


def ask(world, persona, method, url, data):
    """The answer; whatever it changed is undone."""
    with transaction.atomic():
        response = getattr(world.clients[persona], method)(url, data)
        transaction.set_rollback(True)
    return response


def text(response):
    """The body without what differs between any two requests."""
    body = response.getvalue().decode(errors="replace")
    body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"|"X-CSRFToken": "\w+"', "", body)
    return body.replace(response.get("X-Request-ID", "-"), "")


def absent(kwargs):
    """The same kwargs with keys that nobody has."""
    swaps = {uuid.UUID: lambda value: uuid.uuid4(), int: lambda value: 2**31 - 1}
    other = {str: lambda value: get_random_string(len(value))}
    return {name: (swaps | other)[type(value)](value) for name, value in kwargs.items()}


def problems_of(name, row, world):
    kwargs = row.kwargs(world)
    query = f"?{urlencode(row.query(world))}" if row.query(world) else ""
    url = reverse(name, kwargs=kwargs) + query
    nowhere = reverse(name, kwargs=absent(kwargs)) + query if kwargs and row.absent else None
    for persona in sorted(ANYONE):
        for method in ("get", "post"):
            data = row.data(world) if method == "post" else {}
            told = f"{method.upper()} {name} as {persona}"
            response = ask(world, persona, method, url, data)
            expected = row.expected(method, persona)
            if response.status_code not in expected:
                yield f"{told}: {response.status_code}, not {sorted(expected)}"
            elif sent_elsewhere(row, persona, expected, response):
                yield f"{told}: sent to {response.url}, not to sign in"
            yield from wrong_headers(told, response)
            if nowhere and may_know_of(name, world, persona):
                yield from tells_foreign_from_absent(
                    told, row, persona, response, ask(world, persona, method, nowhere, data)
                )


def may_know_of(name, world, persona):
    """Whether the gate lets this persona as far as the view; before it no key is ever looked at."""
    policy = POLICIES[name]
    return policy.signed_out or (persona != "anonymous" and policy.allows(world.users[persona]))


def sent_elsewhere(row, persona, expected, response):
    """Whether a visitor whom no line of the row names was sent anywhere but to the sign-in page."""
    named = set().union(*row.get.values(), *row.post.values())
    by_default = persona == "anonymous" and expected == {302} and persona not in named
    return by_default and not response.url.startswith(reverse("account_login"))


def tells_foreign_from_absent(told, row, persona, response, gone):
    """Whoever may not know of a thing gets the page of what does not exist; whoever may, learns it is not there."""
    if response.status_code == 404:
        if (gone.status_code, text(gone)) != (404, text(response)):
            yield f"{told}: foreign and absent keys answer differently"
    elif gone.status_code not in {row.absent, 405} | ({302} if persona == "anonymous" else set()):
        yield f"{told}, a key that nobody has: {gone.status_code}, not {row.absent}"


def wrong_headers(told, response):
    policy = response.get("Content-Security-Policy", "")
    if "script-src 'self'" not in policy or "unsafe" in policy:
        yield f"{told}: its Content-Security-Policy is {policy!r}"
    if "no-store" not in response.get("Cache-Control", ""):
        yield f"{told}: Cache-Control is {response.get('Cache-Control')!r}"


@pytest.mark.parametrize("name", URL_NAMES)
def test_every_persona_gets_the_answer_of_the_table(name, world):
    assert name in POLICIES, f"{name} has no policy in plp/access.py"
    assert name in ROWS, f"{name} has no row in tests/access/"
    rows = ROWS[name] if isinstance(ROWS[name], list) else [ROWS[name]]
    problems = [problem for row in rows for problem in problems_of(name, row, world)]
    assert problems == [], "\n".join(problems)


def test_the_table_has_as_many_urls_as_the_resolver():
    assert sorted(set(URL_NAMES)) == sorted(ROWS)
    assert sorted(set(URL_NAMES)) == sorted(POLICIES)
    assert len(URL_NAMES) == len(set(URL_NAMES)), "two URLs have one name"


def test_the_personas_are_who_they_say(world):
    for persona, user in world.users.items():
        assert world.clients[persona].session[SESSION_KEY] == str(user.pk)
    assert set(world.users) | {"anonymous"} == ANYONE


def test_a_wrong_row_is_noticed(world):
    """The walk itself fails when the table promises what the programme does not do."""
    wrong = Row(get={200: ANYONE - {"own"}}, post={200: {"partner"}})
    assert len(list(problems_of("privacy", wrong, world))) >= 2
