"""One measurement in a process of its own, told as JSON: `python -m tests.benchmarks.matching_once WHAT NUMBER`.

A fresh process, so that memory is that of the measured work, and nothing that it keeps is warm unless said.
"""

import json
import resource
import sys
import time

ROUNDS = {27: 7, 100: 7, 500: 5, 1000: 4, 5000: 1}


def whole(number):
    """From the database to saved drafts: `draw_rest` as the page calls it. Seconds, peak memory, what came out."""
    from matching import fitting
    from matching.services import clear_drafts, draw_rest

    round, by = _round(number)
    _warm_up()
    spans = []
    for _ in range(ROUNDS.get(number, 1)):
        clear_drafts(round, by=by)
        spans.append(_timed(lambda: draw_rest(round, by=by)))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    fitting.forget_fits()
    pool, pairs = fitting.pool_of(round.cohort), _drafts(round)
    millionths = sum(round_to_millionths(pool.fit_of(*pair)) for pair in pairs)
    return {"spans": spans, "peak": peak, "pairs": len(pairs), "total": millionths}


def bare(number):
    """The same work without anything around it: profiles in memory, vectorise, score, solve, as arrays."""
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    from matching import fitting
    from matching.scoring import Fit
    from matching.wording import Topics

    round, _ = _round(number)
    _warm_up()
    pool = fitting.pool_of(round.cohort)
    known, barred, topics = pool.fit, pool.barred, fitting.topics_of(round.cohort.programme)
    found = []

    def work():
        fit = Fit(known.leaders, known.network, known.weights, Topics(topics)).matrix
        cost = np.where(barred, 0.0, -1e6 * number - np.rint(fit.astype(float) * 1e6))
        rows, columns = linear_sum_assignment(cost)
        found[:] = fit, rows, columns

    spans = [_timed(work) for _ in range(ROUNDS.get(number, 1))]
    fit, rows, columns = found
    allowed = ~barred[rows, columns]
    total = int(np.rint(fit[rows, columns].astype(float) * 1e6)[allowed].sum())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    return {"spans": spans, "peak": peak, "pairs": int(allowed.sum()), "total": total}


def engine(number):
    """The engine alone, from profiles in memory to pairs: CPU seconds in all, and of its imports."""
    from tests.benchmarks.crowd import a_crowd  # brings numpy, as the engine would

    start = time.process_time()
    people = a_crowd(number)
    made = time.process_time() - start

    import scipy.optimize
    import scipy.sparse.csgraph  # noqa: F401 the engine imports them when it needs them

    from matching.assignment import assign
    from matching.scoring import Fit, Weights
    from matching.vocabulary import TOPICS
    from matching.wording import Topics

    imports = time.process_time() - made
    fit = Fit(*people, Weights(), Topics(TOPICS)).matrix
    pairs = assign(fit, fit < 0).pairs
    return {"cpu": time.process_time() - made, "imports": imports, "pairs": pairs}


def what_if(number):
    """Seconds of what one pin would change: the engine alone, and the page as the browser asks for it."""
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse

    from matching.assignment import assign
    from matching.fitting import pool_of
    from matching.services import draw_rest

    round, by = _round(number)
    draw_rest(round, by=by)
    pool = pool_of(round.cohort)
    fit, barred = pool.fit.matrix, pool.barred
    pin = next((i, j) for i in range(number) for j in range(number - 1, 0, -1) if not barred[i, j])
    of_engine = [_timed(lambda: assign(fit, barred, pins=[pin]), cold=False) for _ in range(9)]
    settings.SECOND_FACTOR_REQUIRED = False
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(by)
    address = reverse("match_what_if", args=[round.cohort_id])
    two = {"leader": pool.leaders[pin[0]].key, "network": pool.network[pin[1]].key}
    pages = []

    def ask():
        response = browser.get(address, two, headers={"HX-Request": "true"})
        if response.status_code != 200:
            raise SystemExit(f"{address} answered {response.status_code}")

    for _ in range(7):
        pages.append(_timed(ask, cold=False))
    return {"engine": of_engine, "first": pages[0], "page": pages[1:]}


def round_to_millionths(fit):
    return int(fit * 1e6 + 0.5)


def _round(number):
    """The round of the cohort with so many of each side, and who facilitates it."""
    from matching.models import MatchingRound
    from participants.models import TeamRole

    round = MatchingRound.objects.select_related("cohort__programme").get(
        cohort__name=f"{number} and {number}"
    )
    return round, TeamRole.objects.get(cohort=round.cohort).user


def _drafts(round):
    from collections import defaultdict

    from matching.models import MatchSeat

    seats = defaultdict(list)
    for match, person in (
        MatchSeat.objects.standing().filter(match__round=round).values_list("match", "participant")
    ):
        seats[match].append(person)
    return list(seats.values())


def _warm_up():
    """Everything imported and compiled, in the smallest cohort."""
    from matching.services import clear_drafts, draw_rest

    small, by = _round(27)
    draw_rest(small, by=by)
    clear_drafts(small, by=by)


def _timed(act, cold=True):
    """Wall and CPU seconds of this process; cold: with the kept fits and stems forgotten before."""
    from matching import fitting, wording

    if cold:
        fitting.forget_fits()
        wording.stem.cache_clear()
        wording.concept_of.cache_clear()
    wall, cpu = time.perf_counter(), time.process_time()
    act()
    return {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}


if __name__ == "__main__":
    what, number = sys.argv[1], int(sys.argv[2])
    if what != "engine":
        import django

        django.setup()
    sys.stdout.write(
        json.dumps({"whole": whole, "bare": bare, "engine": engine, "what_if": what_if}[what](number))
    )
