"""`./run` itself, as somebody types it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import uuid
from pathlib import Path

import psutil
import pytest

from devtools import services

ROOT = Path(__file__).resolve().parent.parent
# As on a machine where nothing runs: none of what this test run was given.
CLEAN = {
    name: value
    for name, value in os.environ.items()
    if not name.startswith(("PLP_", "PYTEST_", "DJANGO_")) and name not in {"DATABASE_URL", "REDIS_URL"}
}


def run(*arguments, **environment):
    """What `./run` answers, called from somewhere else."""
    return subprocess.run(
        [ROOT / "run", *arguments],
        cwd="/", env=CLEAN | environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60,
    )  # fmt: skip


@pytest.fixture
def port():
    """A port that was free a moment ago."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def test_run_help_names_every_command():
    answer = run("help")
    assert answer.returncode == 0
    named = [line.split()[1] for line in answer.stdout.splitlines() if line.startswith("./run ")]
    assert named == ["demo", "test", "manage", "bench", "lint", "help"]


def test_run_without_a_command_says_what_there_is():
    answer = run()
    assert (answer.returncode, answer.stdout) == (2, run("help").stdout)


def test_run_with_an_unknown_command_says_so():
    answer = run("dmeo")
    assert (answer.returncode, answer.stderr.splitlines()[0]) == (2, "There is no ./run dmeo.")


def test_run_demo_on_a_busy_port_names_the_option(port):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", port))
        listener.listen()
        answer = run("demo", "--port", str(port))
    assert answer.returncode == 1
    assert answer.stderr.strip() == (
        f"Port {port} is in use by another program. Choose one: ./run demo --port {port + 1}"
    )


def test_run_test_says_loudly_that_no_browser_was_found():
    command = [sys.executable, "-m", "pytest", "-p", "devtools.chromium", "--collect-only", "-q", __file__]
    answer = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"PLP_CHROMIUM": "/nowhere"}, capture_output=True, text=True
    )
    assert (answer.stderr + answer.stdout).count("BROWSER TESTS DID NOT RUN") == 2


def start_demo(port):
    """A demo that says READY."""
    demo = subprocess.Popen(
        [ROOT / "run", "demo", "--port", str(port)],
        cwd="/", env=CLEAN, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    said = []
    for line in demo.stdout:
        said.append(line)
        if line.startswith("READY"):
            return demo
    raise AssertionError("".join(said))


def family(demo):
    """Everything the demo started. Servers this test run uses as well were there before, so are not among it."""
    return psutil.Process(demo.pid).children(recursive=True)


def still_there(processes):
    """Those that have not ended (one that only waits for its parent to notice has)."""
    return [
        process.cmdline()
        for process in processes
        if process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    ]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the next run tidies up after a killed one")
def test_run_demo_leaves_no_process_behind_stopped_or_killed(port):
    demo = start_demo(port)
    processes = family(demo)
    assert len(processes) >= 6
    demo.kill()
    demo.communicate()

    again = start_demo(port)
    processes_again = family(again)
    assert still_there(processes) == []
    again.send_signal(signal.SIGTERM)
    again.communicate(timeout=15)
    assert again.returncode == 0
    assert still_there(processes_again) == []


def use_redis(name):
    """A process that uses a Redis until it ends; returns it and the server's process."""
    code = f"from devtools import services; print(services.use('redis-{name}')['pid'], flush=True); input()"
    user = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    return user, psutil.Process(int(user.stdout.readline()))


def test_a_service_is_shared_and_stops_when_its_last_user_was_killed():
    name = f"try-{uuid.uuid4().hex[:8]}"
    first, server = use_redis(name)
    second, same_server = use_redis(name)
    assert server == same_server

    first.kill()
    first.communicate()
    time.sleep(0.5)
    assert server.is_running()

    second.kill()
    second.communicate()
    server.wait(10)
    assert not server.is_running()
    shutil.rmtree(services.STATE / f"redis-{name}")
