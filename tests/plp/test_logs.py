"""Log lines are JSON, carry the request's id, and hold no planted word."""

import io
import json
import logging
import runpy
import sys

import pytest
from django.test import Client
from django.urls import reverse

from plp.logs import JsonFormatter, RequestIdFilter, request_id

PLANTED = "amina.yusuf@trust.example"
WORDS = "my father's illness"


@pytest.fixture
def lines():
    """What the console would have shown, as a function; for every logger of the programme."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    handler.addFilter(RequestIdFilter())
    root = logging.getLogger()
    root.addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.removeHandler(handler)


def raise_with_words():
    raise ValueError(f"{WORDS} of {PLANTED}")


def test_an_exception_shows_its_type_and_place_and_never_its_words(lines):
    log = logging.getLogger("plp.anything")
    try:
        raise_with_words()
    except ValueError as problem:
        log.exception("could not do it: %s", problem)
    [line] = lines()
    assert line["message"] == "could not do it: ValueError"
    assert line["exc_info"].startswith("ValueError at ")
    assert "test_logs.py" in line["exc_info"]
    assert WORDS not in json.dumps(line)
    assert PLANTED not in json.dumps(line)


def test_a_line_carries_only_harmless_extras(lines):
    logging.getLogger("plp.anything").error(
        "x", extra={"kind": "matched", "body": WORDS, "request_data": {"email": PLANTED}}
    )
    [line] = lines()
    assert set(line) == {"at", "level", "logger", "message", "request_id", "kind"}


def test_an_address_that_slips_in_is_struck_out(lines):
    logging.getLogger("anything").warning("mail to %s refused, <%s>", PLANTED, PLANTED)
    assert lines()[0]["message"] == "mail to [address] refused, <[address]>"


def test_a_celery_failure_shows_no_words(lines):
    """As celery's own trace logs it: the error in the message, arguments beside it."""
    try:
        raise_with_words()
    except ValueError as problem:
        logging.getLogger("celery.app.trace").error(
            "Task %(name)s[%(id)s] raised unexpected: %(exc)s\n%(traceback)s",
            {"name": "plp.tasks.tidy", "id": "1", "exc": repr(problem), "traceback": repr(problem)},
            exc_info=sys.exc_info(),
            extra={"data": {"args": PLANTED, "traceback": WORDS}},
        )
    assert WORDS not in json.dumps(lines())
    assert PLANTED not in json.dumps(lines())


@pytest.mark.django_db
def test_a_request_that_breaks_shows_the_pages_name_and_not_its_address(lines, monkeypatch):
    monkeypatch.setattr("plp.pages.render", lambda *a, **k: raise_with_words())
    client = Client(raise_request_exception=False)
    response = client.get(reverse("support") + f"?who={PLANTED}&t=SECRETTOKEN", headers={"Referer": WORDS})
    assert response.status_code == 500
    [line] = [line for line in lines() if line["logger"] == "django.request"]
    assert line["message"] == "GET support"
    assert line["status_code"] == 500
    assert line["request_id"] == response["X-Request-ID"]
    for word in (PLANTED, WORDS, "SECRETTOKEN", "support/"):
        assert word not in json.dumps(line)


@pytest.mark.django_db
def test_refused_requests_name_no_address(lines):
    Client(enforce_csrf_checks=True).post(
        f"{reverse('account_login')}?next=/SECRETTOKEN/", {"login": PLANTED}
    )
    Client().get(f"/nowhere/SECRETTOKEN/{PLANTED}/")
    assert "SECRETTOKEN" not in json.dumps(lines())
    assert PLANTED not in json.dumps(lines())


@pytest.mark.django_db
def test_each_request_has_an_id_of_its_own(client):
    ids = {client.get(reverse("healthz"))["X-Request-ID"] for _ in range(3)}
    assert len(ids) == 3
    assert request_id.get() == "-"


def test_statements_with_their_parameters_are_not_logged():
    assert logging.getLogger("django.db.backends").getEffectiveLevel() > logging.DEBUG


def test_gunicorn_keeps_no_access_log():
    assert runpy.run_path("gunicorn.conf.py")["accesslog"] is None
