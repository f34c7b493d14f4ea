"""Ways of pairing the same people, and how good the pairs are."""

import time
from functools import cache

import numpy as np

from matching.assignment import WORST, assign
from matching.scoring import Fit, Weights
from matching.vocabulary import TOPICS
from matching.wording import Topics
from tests.benchmarks import peers
from tests.benchmarks.crowd import a_crowd

RAISED_AT_MOST = 500  # beyond, `matching` takes minutes even with a higher limit


@cache
def people(number):
    return a_crowd(number)


@cache
def fit_of(number):
    return Fit(*people(number), Weights(), Topics(TOPICS)).matrix


def of_pairing(number):
    """(way, fits of its pairs or the error it ends with, CPU seconds of the pairing alone)."""
    fit = fit_of(number)
    free = np.zeros(fit.shape, dtype=bool)
    for way, act in (
        ("ours, best total", lambda: assign(fit, free).pairs),
        ("ours, worst-off first", lambda: assign(fit, free, goal=WORST).pairs),
        ("best pair first", lambda: best_pair_first(fit)),
    ):
        start = time.process_time()
        pairs = act()
        yield way, _fits(fit, pairs), time.process_time() - start
    if number <= 1000:
        yield _shown("Gale-Shapley, as shipped", fit, peers.gale_shapley(fit))
    if 27 < number <= RAISED_AT_MOST:
        yield _shown("Gale-Shapley, recursion limit raised by us", fit, peers.gale_shapley(fit, raised=True))


def summed_up(fits):
    return fits.mean(), np.percentile(fits, 5), fits.min()


def best_pair_first(fit):
    """Takes the best pair there is, then the best of the rest: what somebody would do by hand."""
    rows, columns = (np.full(length, False) for length in fit.shape)
    pairs = []
    for cell in np.argsort(-fit, axis=None, kind="stable").tolist():
        i, j = divmod(cell, fit.shape[1])
        if not rows[i] and not columns[j]:
            rows[i] = columns[j] = True
            pairs.append((i, j))
            if len(pairs) == min(fit.shape):
                break
    return pairs


def in_millionths(number):
    return np.rint(fit_of(number).astype(float) * 1e6).astype(int)


def by_both_measures(number, pairs):
    """(our mean fit, mentor-match's points for two facts) of these pairs."""
    points = its_points(number)
    return float(_fits(fit_of(number), pairs).mean()), int(sum(points[pair] for pair in pairs))


def its_points(number):
    """What mentor-match gives each pair under the rules in `peers`: 3 for other directorates, 4 for the same site."""
    leaders, network = (
        [np.array([getattr(one, fact) for one in side]) for fact in ("directorate", "site")]
        for side in people(number)
    )
    return 3 * (leaders[0][:, None] != network[0]) + 4 * (leaders[1][:, None] == network[1])


def best_of_its_points(number):
    points = its_points(number)
    found = assign((points / 7).astype(np.float32), np.zeros(points.shape, dtype=bool))
    return int(sum(points[pair] for pair in found.pairs))


def _fits(fit, pairs):
    return np.array([fit[pair] for pair in pairs])


def _shown(way, fit, told):
    return (way, told, 0) if isinstance(told, str) else (way, _fits(fit, told[1]), told[0])
