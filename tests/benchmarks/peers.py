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
import json, sys, time
from pathlib import Path
start = time.process_time()
from matching import process
from matching.rules.rule import Equivalent, Generic
rules = [[
    Generic({True: 3, False: 0}, lambda match: match.mentee.organisation != match.mentor.organisation),
    Equivalent("profession", {True: 4, False: 0}),
]]
mentors, _ = process.conduct_matching_from_file(Path(sys.argv[1]), rules)
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


def mentor_match(leaders, network):
    """Its pairs (places) and its CPU seconds, files read included: the input and the rules of its own description."""
    with TemporaryDirectory() as folder:
        for who, people in (("mentor", leaders), ("mentee", network)):
            with open(Path(folder) / f"{who}s.csv", "w", newline="") as file:
                table = csv.writer(file)
                table.writerow(
                    ["first name", "last name", "email", "role", "grade", "organisation", "profession"]
                )
                for place, one in enumerate(people):
                    table.writerow(
                        [
                            one.name,
                            "",
                            place if who == "mentor" else f"+{place}",
                            "",
                            0,
                            one.directorate,
                            one.site,
                        ]
                    )
        told = _run("mentor-match", MENTOR_MATCH, folder)
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
