"""What the matching engine costs and how well it pairs: `./run bench matching [N …]` (27 to 5,000 unless told).

Makes cohorts of N and N invented people in a database of its own, draws the rest in each, and measures beside it, in
the same run, the same work as bare arrays, two published packages and the plainest way of pairing. Each measurement
is a process of its own. Seconds are only worth their ratios: the machine and its load are printed with them.
"""

import json
import os
import subprocess
import sys
import time
import warnings

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plp.settings")
warnings.filterwarnings("ignore", "No directory at")
SIZES = [27, 100, 500, 1000, 5000]
PEERS = 1000  # at which size mentor-match is measured: its solver takes the cube of it


def main(sizes):
    django.setup()
    from django.db import connection
    from django.test.utils import override_settings, setup_test_environment

    say(f"{time.strftime('%-d %B %Y, %H:%M')}; {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    setup_test_environment()
    before = connection.settings_dict["NAME"]
    name = connection.settings_dict["TEST"]["NAME"] = f"bench_matching_{os.getpid()}"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        with override_settings(DEMO=True):
            for number in dict.fromkeys([27, 500, *sizes]):
                a_cohort_of(number)
            against_bare_work(sizes, name)
            how_good(sizes)
            against_mentor_match(min(PEERS, max(sizes)), name)
            one_pin(500, name)
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)
    say(f"load at the end {os.getloadavg()[0]:.1f}")


def a_cohort_of(number):
    """A cohort with an open round, a facilitator, and so many people to place on each side."""
    from django.utils import timezone

    from accounts.models import User
    from matching.services import open_round
    from participants.models import MatchingProfile, Participant, Side
    from tests import make
    from tests.benchmarks.crowd import a_crowd, managers

    cohort = make.a_cohort(name=f"{number} and {number}")
    facilitator = make.a_facilitator(cohort)
    for side, crowd in zip((Side.LEADER, Side.NETWORK), a_crowd(number), strict=True):
        users = [User(email=f"{one.key}@of{number}.example", name=one.name) for one in crowd]
        User.objects.bulk_create(users, batch_size=1000)
        people = [
            Participant(
                cohort=cohort, user=user, side=side, state=Participant.State.ACCEPTED, groups=[side],
                could_be_leader=side == Side.LEADER, could_be_network=side == Side.NETWORK,
                directorate=one.directorate, site=one.site, line_manager_email=manager,
                checked_by=facilitator, checked_at=timezone.now(),
            )
            for user, one, manager in zip(users, crowd, managers(number, side), strict=True)
        ]  # fmt: skip
        Participant.objects.bulk_create(people, batch_size=1000)
        MatchingProfile.objects.bulk_create(
            (
                MatchingProfile(
                    participant=person, mode=one.mode, days=sorted(one.days),
                    **{f"answer_{n}": answer for n, answer in enumerate(one.answers, 1)},
                )
                for person, one in zip(people, crowd, strict=True)
            ),
            batch_size=1000,
        )  # fmt: skip
    open_round(cohort, by=facilitator)


def against_bare_work(sizes, database):
    """(a) From database to saved drafts, as a multiple of the same work as arrays."""
    say(
        "",
        "From the database to saved drafts, beside the bare work (vectorise, score, solve) on the same people:",
    )
    head = f"{'n':>6}{'whole s':>10}{'bare s':>9}{'ratio':>7}{'CPU ratio':>11}{'peak MB':>9}{'bare MB':>9}"
    say(head + f"{'pairs':>7}  total is the optimum")
    for number in sizes:
        told = {"whole": [], "bare": []}
        for _ in range(2):  # by turns, so that a busy moment of the machine hits both
            for what in told:
                told[what].append(once(what, number, database))
        best = {
            (what, clock): min(span[clock] for one in runs for span in one["spans"])
            for what, runs in told.items()
            for clock in ("wall", "cpu")
        }
        whole, bare = told["whole"][0], told["bare"][0]
        optimum = (whole["pairs"], whole["total"]) == (bare["pairs"], bare["total"])
        say(
            f"{number:6}{best['whole', 'wall']:10.3f}{best['bare', 'wall']:9.3f}"
            f"{best['whole', 'wall'] / best['bare', 'wall']:7.2f}{best['whole', 'cpu'] / best['bare', 'cpu']:11.2f}"
            f"{max(one['peak'] for one in told['whole']):9.0f}{max(one['peak'] for one in told['bare']):9.0f}"
            f"{whole['pairs']:7}  {'yes' if optimum else 'NO'}"
        )


def how_good(sizes):
    """(c) Mean fit, fifth percentile and worst-off, by four ways of pairing the same people."""
    from tests.benchmarks import peers, ways

    say(
        "",
        f"How well people fit (1 is the most there could be); Gale-Shapley is matching {peers.version_of('matching')}:",
    )
    say(f"{'n':>6}  {'way':44}{'mean':>8}{'5th pc':>8}{'worst':>8}{'CPU s':>9}")
    for number in sizes:
        for way, fits, cpu in ways.of_pairing(number):
            if isinstance(fits, str):
                say(f"{number:6}  {way:44}{fits:>24}")
            else:
                mean, fifth, worst = ways.summed_up(fits)
                say(f"{number:6}  {way:44}{mean:8.4f}{fifth:8.4f}{worst:8.4f}{cpu:9.2f}")


def against_mentor_match(number, database):
    """(b) CPU of the whole engine, and the totals by both measures."""
    from tests.benchmarks import peers, ways

    say(
        "",
        f"mentor-match {peers.version_of('mentor-match')}, {number} and {number}: whole engine, imports included:",
    )
    say(f"{'':44}{'CPU s':>9}{'x ours':>8}{'pairs':>7}{'mean fit':>10}{'its points':>12}")
    ours = min((once("engine", number, database) for _ in range(3)), key=lambda one: one["cpu"])
    told = {"ours, from three texts and facts": (ours["cpu"], [tuple(pair) for pair in ours["pairs"]])}
    for kind, way in (
        ("two facts", "mentor-match, two facts of a table"),
        ("our fit", "mentor-match, our fit handed in as a table"),
        ("service", "mentor-match, its service's rules, 3 runs"),
    ):
        told[way] = peers.mentor_match(*ways.people(number), ways.in_millionths(number), kind)
    for way, (cpu, pairs) in told.items():
        fit, points = ways.by_both_measures(number, pairs)
        say(f"{way:44}{cpu:9.2f}{cpu / ours['cpu']:8.1f}{len(pairs):7}{fit:10.4f}{points:12}")
    say(f"{'our solver on the points of two facts':44}{'':34}{ways.best_of_its_points(number):12}")
    say(f"of our seconds, imports: {ours['imports']:.2f}")


def one_pin(number, database):
    """(d) What one pin would change, before anything is saved."""
    told = once("what_if", number, database)
    say("", f"What if these two were pinned, {number} and {number}, the fit kept (median, and the least):")
    for what in ("engine", "page"):
        walls, cpus = (sorted(1000 * one[clock] for one in told[what]) for clock in ("wall", "cpu"))
        say(f"{what}: {walls[len(walls) // 2]:.0f} ms, {walls[0]:.0f} ms; CPU {cpus[0]:.0f} ms")
    say(f"the page for the first time in a process: {1000 * told['first']['wall']:.0f} ms")


def once(what, number, database):
    """One measurement in a process of its own, on the benchmark's database."""
    address = os.environ["DATABASE_URL"]
    path, mark, options = address.partition("?")
    environment = os.environ | {"DATABASE_URL": f"{path.rpartition('/')[0]}/{database}{mark}{options}"}
    command = [sys.executable, "-m", "tests.benchmarks.matching_once", what, str(number)]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)


def say(*lines):
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main([int(number) for number in sys.argv[1:]] or SIZES)
