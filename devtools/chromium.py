"""Finds the machine's Chromium. As a pytest plugin it says loudly when there is none, first and last."""

import os
import shutil
import sys

NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
MISSING = [
    "BROWSER TESTS DID NOT RUN: no Chromium on this machine.",
    "Install one (Debian: apt-get install chromium) or point PLP_CHROMIUM at one, then run again.",
]


def find():
    """The path of a Chromium, or None. PLP_CHROMIUM wins."""
    chosen = os.environ.get("PLP_CHROMIUM")
    return next((path for name in ([chosen] if chosen else NAMES) if (path := shutil.which(name))), None)


def pytest_configure(config):
    """The first word of a run, when there is no browser (not of its workers)."""
    if not find() and not hasattr(config, "workerinput"):
        print("\n".join(["", *MISSING, ""]), file=sys.stderr, flush=True)


def pytest_terminal_summary(terminalreporter):
    """The last word before pytest's own closing line."""
    if not find():
        terminalreporter.section("browser tests", sep="!", red=True, bold=True)
        for line in MISSING:
            terminalreporter.line(line, red=True, bold=True)
