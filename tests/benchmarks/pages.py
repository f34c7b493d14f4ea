"""What the main pages cost with 27 pairs and with many: `./run bench pages [PAIRS]` (2,700 unless told).

Loads the demo with PAIRS more pairs into a database of its own and opens each page as the person who uses it, once
in the small cohort and once in the large one. Milliseconds are also given as a multiple of a bare signed-in Django
page with one query, measured in the same run, because only that can be compared between machines.
"""

import os
import sys
import time
import warnings
from tempfile import TemporaryDirectory

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plp.settings")
warnings.filterwarnings("ignore", "No directory at")
ROUNDS = 5


def main(pairs):
    django.setup()
    from django.db import connection
    from django.test.utils import override_settings, setup_test_environment

    setup_test_environment()
    before = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = f"bench_pages_{os.getpid()}"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        keys = TemporaryDirectory()
        with keys, override_settings(SURVEY_KEYS_DIR=keys.name, SECOND_FACTOR_REQUIRED=False, DEMO=True):
            say(*load(pairs))
            compare(pairs, unpaired(27), unpaired(pairs))
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)


def load(pairs):
    """Loads everything and returns how long that took: on the wall, and of this process alone."""
    from plp.demo.loading import load

    wall, own = time.perf_counter(), time.process_time()
    load(scale=pairs)
    wall, own = time.perf_counter() - wall, time.process_time() - own
    return [f"loading {pairs} pairs: {wall:.1f} s on the wall, {own:.1f} s of CPU without PostgreSQL's"]


def unpaired(pairs):
    """A recruiting cohort in which so many of each side wait for a partner."""
    from django.utils import timezone

    from accounts.models import User
    from participants.models import Programme, Role, Side
    from plp.demo import casting

    grace = User.objects.get(email__startswith="grace.holloway@")
    programme = Programme.objects.get(organisation__startswith="Northshire")
    today = timezone.localdate()
    cohort = casting.a_cohort(programme, f"{pairs} to pair", today + timezone.timedelta(weeks=2), cover=None)
    priya, simon = (User.objects.get(email__startswith=who) for who in ("priya.raman@", "simon.lester@"))
    signed = {"programme": programme, "given_by": priya, "confirmed_by": simon}
    casting.hold(Role.FACILITATOR, grace, cohorts=[cohort], **signed)
    leaders, network = casting.a_crowd(pairs, domain=f"{pairs}.example")
    by = {"checked_by": grace, "dice": casting.dice("unpaired")}
    casting.participants(cohort, Side.LEADER, leaders, **by)
    casting.participants(cohort, Side.NETWORK, network, **by)
    return cohort


def compare(pairs, *to_pair):
    """Prints a line for each page. to_pair: the cohorts, small and large, whose people have no partner yet."""
    from participants.models import Cohort

    unit = bare_page()
    small = Cohort.objects.get(participants__user__email__startswith="harpreet.nair@")
    large = Cohort.objects.get(name__startswith="Trial of size")
    say(f"a bare signed-in page with one query: {unit:.2f} ms", "")
    say(f"{'':24}{'27 pairs':>28}{f'{pairs} pairs':>28}")
    say(f"{'page':24}" + f"{'queries':>8}{'kB':>6}{'ms':>7}{'x':>7}" * 2)
    small, large = (pages(*both) for both in zip((small, large), to_pair, strict=True))
    for name in small:
        costs = [cost(*cohort[name]) for cohort in (small, large)]
        line = "".join(f"{queries:8}{size:6.0f}{ms:7.0f}{ms / unit:7.1f}" for queries, size, ms in costs)
        say(f"{name:24}{line}{'  MORE QUERIES' if costs[1][0] > costs[0][0] else ''}")


def pages(cohort, to_pair):
    """name -> (who opens it, address) in a cohort, and for the matching page in one whose people it pairs."""
    from django.urls import reverse

    from accounts.models import User
    from partnerships.models import Partnership

    grace = User.objects.get(email__startswith="grace.holloway@")
    partnership = Partnership.objects.filter(cohort=cohort, ended_on__isnull=True).first()
    partner = partnership.partners.first().participant.user
    session = cohort.sessions.order_by("starts_at").first()
    of_team = [
        "team_cohort", "participant_list", "partnership_list", "session_plan", "survey_overview",
        "cohort_team", "cohort_messages",
    ]  # fmt: skip
    return {
        "home (facilitator)": (grace, reverse("home")),
        **{name: (grace, reverse(name, args=[cohort.pk])) for name in of_team},
        "matching_board": (grace, _board(to_pair, grace)),
        "participant_detail": (grace, reverse("participant_detail", args=[cohort.participants.first().pk])),
        "attendance_mark": (grace, reverse("attendance_mark", args=[session.pk])),
        "home (partner)": (partner, reverse("home")),
        "partnership_detail": (partner, reverse("partnership_detail", args=[partnership.pk])),
        "session_list": (partner, reverse("session_list")),
    }


def _board(cohort, by):
    """The matching page with one person of each side chosen, as it is while somebody works on it."""
    from django.urls import reverse

    from matching.services import open_round

    open_round(cohort, by=by)
    people = [cohort.participants.filter(side=side).first().pk for side in ("network", "leader")]
    return reverse("matching_board", args=[cohort.pk]) + "?network={}&leader={}".format(*people)


def cost(user, address):
    """(queries, kB, milliseconds) of one page: the best of a few, after one to warm up."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    browser = Client()
    browser.force_login(user)
    with CaptureQueriesContext(connection) as asked:
        response = browser.get(address)
    if response.status_code != 200:
        raise SystemExit(f"{address} answered {response.status_code}")
    return len(asked), len(response.content) / 1000, timed(lambda: browser.get(address))


def bare_page():
    """Milliseconds of the least a signed-in Django page can cost: session, person, one query."""
    from django.conf import settings
    from django.test import Client
    from django.test.utils import override_settings

    from accounts.models import User

    own = [name for name in settings.MIDDLEWARE if name.startswith("django.")]
    with override_settings(ROOT_URLCONF="tests.benchmarks.bare", MIDDLEWARE=own):
        browser = Client()
        browser.force_login(User.objects.first())
        return timed(lambda: browser.get("/"), rounds=50)


def timed(act, rounds=ROUNDS):
    act()
    spans = []
    for _ in range(rounds):
        start = time.perf_counter()
        act()
        spans.append((time.perf_counter() - start) * 1000)
    return min(spans)  # what else the machine does can only add


def say(*lines):
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 2700)
