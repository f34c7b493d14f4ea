"""A real Chromium on Django's live server. Every page it opens must stay on this host and without errors.

`page` is 1280 px wide, `phone_page` 390, `plain_page` has JavaScript off; `open_page()` opens one more
(a second person in the same test). `sign_in`, `assert_accessible` and `screenshot` are in `steps`.
"""

import os
import re
from urllib.parse import urlsplit

import pytest

from devtools import chromium
from tests.browser.steps import PHONE, WIDE

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Whatever a page asks of another host finds nobody.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]


def pytest_collection_modifyitems(items):
    """Whatever uses a browser carries the marker `browser`."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser():
    """One Chromium for the whole run; without one the tests are skipped, and `./run test` says so loudly."""
    path = chromium.find()
    if path is None:
        pytest.skip("no Chromium on this machine")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=10_000)  # as long as a page waits for anything else
    # Playwright's own loop runs in this thread; Django would take our queries for asynchronous ones.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def expected_errors():
    """Patterns of console errors this test means to cause, such as `"status of 404"`."""
    return []


@pytest.fixture
def open_page(browser, live_server, expected_errors):
    """Opens one more visitor's page each time it is called; fails at the end on what went wrong in any."""
    contexts, wrong = [], []
    home = urlsplit(live_server.url).netloc

    def note_request(request):
        if request.url.startswith(("http", "ws")) and urlsplit(request.url).netloc != home:
            wrong.append(f"asked another host: {request.url}")

    def note_console(message):
        if message.type == "error":
            wrong.append(f"console error on {message.page.url}: {message.text}")

    def open_one(size=WIDE, **options):
        context = browser.new_context(
            base_url=live_server.url,
            viewport=size,
            locale="en-GB",
            timezone_id="Europe/London",
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        context.on("request", note_request)
        context.on("console", note_console)  # a breach of the Content-Security-Policy is a console error too
        context.on("weberror", lambda error: wrong.append(f"script error: {error.error}"))
        page = context.new_page()
        page.base_address = live_server.url
        return page

    yield open_one
    for context in contexts:
        context.close()
    unexpected = [text for text in wrong if not any(re.search(pattern, text) for pattern in expected_errors)]
    assert unexpected == [], "\n".join(unexpected)


@pytest.fixture
def page(open_page):
    """A page as on a desk: 1280 by 900."""
    return open_page()


@pytest.fixture
def phone_page(open_page):
    """A page as on a telephone: 390 by 844."""
    return open_page(PHONE, has_touch=True)


@pytest.fixture
def plain_page(open_page):
    """A page in a browser with JavaScript off."""
    return open_page(java_script_enabled=False)
