"""Runs what others have published on the same people, each in a virtual environment of its own in .services/.

Both packages are called `matching`, as our app is; none of them is ever in our requirements.
"""

import csv
import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from devtools.services import STATE

MENTOR_MATCH = """
import json, operator, sys, time
from pathlib import Path
folder, kind = Path(sys.argv[1]), sys.argv[2]
points = json.loads((folder / "points.json").read_text())
start = time.process_time()
from matching import process
from matching.rules.rule import Disqualify, Equivalent, Generic, Grade, Rule, UnmatchedBonus
class Handed(Rule):
    def apply(self, match):
        return points[int(match.mentor.email)][int(match.mentee.email[1:])]
def elsewhere(match):
    return match.mentee.organisation != match.mentor.organisation
def of_the_service():
    return [
        Disqualify(lambda match: not elsewhere(match)),
        Disqualify(Grade(2, operator.gt).evaluate), Disqualify(Grade(0, operator.le).evaluate),
        Grade(1, operator.eq, {True: 3, False: 0}), Grade(2, operator.eq, {True: 6, False: 0}),
        Equivalent("profession", {True: 5, False: 0}),
    ]
rules = {
    "two facts": [[Generic({True: 3, False: 0}, elsewhere), Equivalent("profession", {True: 4, False: 0})]],
    "our fit": [[Handed()]],
    "service": [[*of_the_service(), UnmatchedBonus(10**run)] for run in range(3)],
}
mentors, _ = process.conduct_matching_from_file(folder, rules[kind])
pairs = [[mentor.email, partner.email] for mentor in mentors for partner in mentor.connections]
print(json.dumps({"cpu": time.process_time() - start, "pairs": pairs}))
"""
GALE_SHAPLEY = """
import json, sys, time
from matching.games import StableMarriage
ours, theirs = json.loads(sys.stdin.read())
if sys.argv[1] == "raised":
    import threading
    sys.setrecursionlimit(10**7)
    threading.stack_size(1 << 29)
start = time.process_time()
def run():
    try:
        game = StableMarriage.create_from_dictionaries(dict(enumerate(ours)), dict(enumerate(theirs)))
        found = sorted([one.name, other.name] for one, other in game.solve().items())
        print(json.dumps({"cpu": time.process_time() - start, "pairs": found}))
    except RecursionError as error:
        print(json.dumps({"failed": type(error).__name__}))
if sys.argv[1] == "raised":
    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
else:
    run()
"""


def python_with(package):
    """The Python of an environment that has this package; made when it is not there."""
    folder = Path(STATE) / f"bench-{package}"
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", package], check=True)
    return python


def version_of(package):
    code = f"from importlib.metadata import version; print(version({package!r}))"
    return subprocess.run(
        [python_with(package), "-I", "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()


def mentor_match(leaders, network, points, kind):
    """Its pairs (places) and its CPU seconds, reading its files included.

    kind: "two facts", the rule of its own description (other organisation, here: directorate) and the same profession
    (here: site); "our fit", `points` handed in as its only rule, so that it aims for what we aim for; "service", the
    rules of its authors' web service with its three runs, of which each gives everybody a further partner.
    """
    with TemporaryDirectory() as folder:
        (Path(folder) / "points.json").write_text(json.dumps(points.tolist()))
        for who, people, sign in (("mentor", leaders, ""), ("mentee", network, "+")):
            with open(Path(folder) / f"{who}s.csv", "w", newline="") as file:
                table = csv.writer(file)
                table.writerow(["first name", "email", "grade", "organisation", "profession"])
                for place, one in enumerate(people):
                    grade = place % 4 + (
                        2 if who == "mentor" else 1
                    )  # it wants one; the engine knows of none
                    table.writerow([one.name, f"{sign}{place}", grade, one.directorate, one.site])
        told = _run("mentor-match", MENTOR_MATCH, folder, kind)
    return told["cpu"], sorted((int(one), int(other[1:])) for one, other in told["pairs"])


def gale_shapley(fit, *, raised=False):
    """(CPU seconds, pairs) of everybody ranking everybody by fit, or the name of the error it ends with.

    raised: with a higher limit of recursion than Python's, which the package itself does not set.
    """
    ranked = json.dumps(
        [(-fit).argsort(axis=1, kind="stable").tolist(), (-fit.T).argsort(axis=1, kind="stable").tolist()]
    )
    told = _run("matching", GALE_SHAPLEY, "raised" if raised else "as shipped", input=ranked)
    return told.get("failed") or (told["cpu"], [tuple(pair) for pair in told["pairs"]])


def _run(package, code, *arguments, input=None):
    """In isolation (-I): the folder we are in has a `matching` of its own."""
    done = subprocess.run(
        [python_with(package), "-I", "-c", code, *arguments],
        input=input,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)
