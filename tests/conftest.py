"""What every test may use: real PostgreSQL and Redis come from `./run test`, the clock moves by hand."""

import os
import re

import pytest
import time_machine
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _plain_test_settings(settings, tmp_path):
    """Mail stays in `mailoutbox`, survey keys in a folder of the test's own, hashing is quick."""
    settings.SURVEY_KEYS_DIR = tmp_path / "survey-keys"
    settings.ERASED_LIST = tmp_path / "erased.txt"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.SECOND_FACTOR_REQUIRED = False
    _own_cache(settings)


def _own_cache(settings):
    """A Redis database for each of pytest's workers: one must not empty the other's rate limits."""
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) + 1
    default = settings.CACHES["default"]
    location = default["LOCATION"]
    if location.startswith("redis"):
        settings.CACHES = {"default": default | {"LOCATION": re.sub(r"(/\d+)?$", f"/{number}", location)}}


@pytest.fixture(autouse=True)
def _empty_cache(_plain_test_settings):
    """Rate limits of one test must not slow the next."""
    cache.clear()


@pytest.fixture
def clock():
    """Moves time for the whole process: `clock("2027-03-28 09:00")` (Europe/London wall time)."""
    from datetime import datetime
    from zoneinfo import ZoneInfo

    travellers = []

    def set_to(when):
        moment = datetime.fromisoformat(when) if isinstance(when, str) else when
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=ZoneInfo("Europe/London"))
        while travellers:
            travellers.pop().stop()
        traveller = time_machine.travel(moment, tick=True)
        traveller.start()
        travellers.append(traveller)
        return moment

    yield set_to
    while travellers:
        travellers.pop().stop()
