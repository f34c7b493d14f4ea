"""What a release brings: the links in its messages, each tried, and the dates and the guide people find.

Who may open a page, and which sessions are planned, is known above (`plp` hands both over at start): matching
knows neither the table of access nor the sessions, its sibling.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils import timezone

from kit.calendars import add_months
from partnerships.guide_content import SECTIONS
from partnerships.models import GuideSection

_known_above = {}


@dataclass(frozen=True)
class Link:
    """A link of a message: where it leads, what was found there, and why it does not work; empty when it does."""

    href: str
    wrong: str = ""
    found: str = ""

    @property
    def shown(self):
        """The address as people read it."""
        return self.href.removeprefix("mailto:")


@dataclass(frozen=True)
class PlannedDate:
    """A session of the cohort: its name, when it begins, whether the participants know of it."""

    name: str
    starts_at: datetime
    is_published: bool


def hand_over(*, may_open, planned_dates):
    """may_open(user, url_name) -> bool. planned_dates(cohort, now) -> list of `PlannedDate`."""
    _known_above.update(may_open=may_open, planned_dates=planned_dates)


def links_of(email, user, addresses):
    """Every link of a message to `user`, tried: a page must be there for them, an address be a known one.

    addresses: {e-mail address: whose}, those that may stand in it.
    """
    found = dict.fromkeys(
        unescape(href) for body, _ in email.alternatives for href in re.findall(r'href="([^"]*)"', body)
    )
    return [_tried(href, user, addresses) for href in found]


def _tried(href, user, addresses):
    if href.startswith("mailto:"):
        whose = addresses.get(href.removeprefix("mailto:"))
        if whose:
            return Link(href, found=f"reaches {whose}")
        return Link(href, wrong="nobody in this message has this address")
    if not href.startswith(f"{settings.BASE_URL}/"):
        return Link(href, wrong="leads to another site")
    try:
        page = resolve(urlsplit(href).path)
    except Resolver404:
        return Link(href, wrong="there is no such page")
    if not _known_above["may_open"](user, page.view_name):
        return Link(href, wrong="they may not open this page")
    return Link(href, found="opens")


def what_comes_next(cohort, now):
    """For the rehearsal: since when they are partners, the dates they find, and the guide they may open."""
    dates = _known_above["planned_dates"](cohort, now)
    guide = list(GuideSection.objects.filter(programme=cohort.programme_id).order_by("number"))
    own = [section.title for section in guide]
    today = timezone.localdate(now)
    return {
        "begins_on": today,
        "complete_on": add_months(today, cohort.programme.shortest_months),
        "published": [date for date in dates if date.is_published],
        "unpublished": [date for date in dates if not date.is_published],
        "guide_is_own": bool(own),
        "guide": own or [title for title, _ in SECTIONS],
    }
