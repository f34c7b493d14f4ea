"""What browser tests do again and again: sign in, look at both widths, ask axe."""

import os
from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.test import Client

WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
SCREENSHOTS = Path(__file__).parent / "screenshots"
# The whole of WCAG 2.2 AA, and nothing that is only somebody's advice.
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
    "preload": False,  # fetches style sheets once more, for a rule that is off by default
}


def sign_in(page, user):
    """Gives the page's browser a session of `user`, as if just signed in; leaves the page where it is."""
    client = Client()
    client.force_login(user)
    page.context.add_cookies(
        [
            {
                "name": settings.SESSION_COOKIE_NAME,
                "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
                "url": page.base_address,
                "httpOnly": True,
                "sameSite": "Lax",
            }
        ]
    )


def tab_to(page, target):
    """Reach something with the Tab key alone."""
    for _ in range(60):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("The Tab key does not get there.")


@contextmanager
def seen_at(page, size):
    """The page at another size, and back again."""
    before = page.viewport_size
    page.set_viewport_size(size)
    try:
        yield
    finally:
        page.set_viewport_size(before)


def assert_accessible(page):
    """Fails with axe's own words on any WCAG 2.2 AA violation, wide or narrow, and on sideways scrolling."""
    problems = []
    page.evaluate(AXE_SCRIPT)
    for size in (WIDE, PHONE):
        with seen_at(page, size):
            for violation in page.evaluate("rules => axe.run(rules).then(found => found.violations)", RULES):
                nodes = "; ".join(f"{node['html']} ({node['failureSummary']})" for node in violation["nodes"])
                problems.append(f"{size['width']} px: {violation['id']}: {violation['help']}: {nodes}")
            wide = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            if wide > 0:
                problems.append(f"{size['width']} px: the page is {wide} px wider than the window")
    assert problems == [], f"{page.url}:\n" + "\n".join(problems)


def screenshot(page, name):
    """Keeps the page as tests/browser/screenshots/NAME-1280.png and NAME-390.png, when PLP_SCREENSHOTS is set."""
    if not os.environ.get("PLP_SCREENSHOTS"):
        return
    SCREENSHOTS.mkdir(exist_ok=True)
    for size in (WIDE, PHONE):
        with seen_at(page, size):
            page.screenshot(path=SCREENSHOTS / f"{name}-{size['width']}.png", full_page=True)
