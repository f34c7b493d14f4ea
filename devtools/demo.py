"""`./run demo`: web server, worker, beat and mail catcher under one roof, gone when this is gone."""

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress

from devtools import services
from devtools.demo_data import Data
from devtools.processes import dies_with_us
from devtools.redis import free_port

PATIENCE = 60  # seconds until the first page
GRACE = 6  # seconds to end by oneself


class Stopped(BaseException):
    """Somebody wants the demo to end."""


def main(arguments):
    """Starts everything, says READY, and stops everything when told to."""
    options = parse(arguments)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    demo = Demo(services.claim("demo"), options)
    try:
        demo.run()
    except Stopped:
        print("\nStopping…", flush=True)
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        demo.end()
        services.release()


def stop(*_):
    """A signal's answer: leave by the one way out."""
    raise Stopped


def parse(arguments):
    """The options of `./run demo`."""
    parser = argparse.ArgumentParser(prog="./run demo", description="The programme with invented people.")
    parser.add_argument("--keep", action="store_true", help="keep the data of the last demo")
    parser.add_argument("--port", type=int, default=8000, help="where to listen, on this machine only (8000)")
    parser.add_argument("--scale", type=int, default=0, metavar="N", help="N more pairs, for trials of size")
    options = parser.parse_args(arguments)
    if options.keep and options.scale:
        parser.error("--keep keeps the data there is, so --scale has no meaning with it")
    if not 1 <= options.port <= 65535:
        parser.error(f"{options.port} is no port number")
    return options


class Demo:
    """The processes of one demo."""

    def __init__(self, number, options):
        self.number = number
        self.options = options
        self.folder = services.STATE / f"demo-{number}"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.note = self.folder / "processes.json"
        self.logs = self.folder / "logs"
        self.logs.mkdir(exist_ok=True)
        self.children = {}

    def run(self):
        """Everything between the command and Ctrl-C."""
        port = self.options.port
        end_leftovers(self.note)
        listener = listen(port)
        address = f"http://localhost:{port}"
        data = Data(self.number, self.options.scale)
        mail_port = free_port()
        os.environ.update(
            PLP_DEMO="1",
            PLP_BASE_URL=address,
            PLP_ALLOWED_HOSTS="localhost,127.0.0.1",
            PLP_DEMO_MAILBOX=str(data.mailbox),
            PLP_KEYS_DIR=str(data.survey_keys),
            PLP_ERASED_LIST=str(data.files / "erased.txt"),
            PLP_SMTP_HOST="127.0.0.1",
            PLP_SMTP_PORT=str(mail_port),
            REDIS_URL=services.redis_url(f"demo-{self.number}"),
        )
        os.environ["DATABASE_URL"] = data.url
        data.make_folders()
        if not (self.options.keep and data.keep()):
            data.reset(lambda text: print(text, flush=True))
        # Not before: it makes its folder, where the fresh data is about to be put.
        self.start("mail", "-m", "devtools.mailcatcher", str(mail_port), str(data.mailbox))
        self.start(
            "web", "-m", "gunicorn", "plp.wsgi", "--bind", f"fd://{listener.fileno()}",
            "--workers", "2", "--threads", "4", "--graceful-timeout", "2", "--log-level", "warning",
            pass_fds=[listener.fileno()],
        )  # fmt: skip
        listener.close()
        self.wait_for(f"http://127.0.0.1:{port}/healthz")
        celery = ["-m", "celery", "--app", "plp", "--quiet"]
        self.start("worker", *celery, "worker", "--concurrency", "2", "--loglevel", "INFO",
                   "--without-gossip", "--without-mingle")  # fmt: skip
        for stale in self.folder.glob("beat.db*"):
            stale.unlink()
        self.start("beat", *celery, "beat", "--schedule", str(self.folder / "beat.db"), "--pidfile", "")
        people = data.people.read_text() if data.people.exists() else ""
        print(
            f"\nREADY  {address}/  ({time.time() - identity(os.getpid())['started']:.0f} s)\n\n{people}"
            f"\nEvery e-mail it sends: {address}/demo/mail/\n"
            f"Logs: {self.logs}\nCtrl-C stops everything.",
            flush=True,
        )
        while True:
            self.check()
            time.sleep(0.5)

    def start(self, name, *command, pass_fds=()):
        """Starts a child in a session of its own and notes it for a run that may have to tidy up after us."""
        with (self.logs / f"{name}.log").open("wb") as log:
            child = subprocess.Popen(
                [sys.executable, *command],
                cwd=services.ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                pass_fds=pass_fds, **dies_with_us(),
            )  # fmt: skip
        self.children[name] = child
        self.note.write_text(json.dumps([identity(child.pid) for child in self.children.values()]))

    def check(self):
        """Ends the demo with the log's last words when one of its processes has ended by itself."""
        for name, child in self.children.items():
            if child.poll() is not None:
                log = self.logs / f"{name}.log"
                tail = "\n".join(log.read_text(errors="replace").splitlines()[-20:])
                raise SystemExit(
                    f"The {name} process ended by itself ({child.returncode}). From {log}:\n{tail}"
                )

    def wait_for(self, url):
        """Waits until the web server answers."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            self.check()
            try:
                with urllib.request.urlopen(url, timeout=5) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
        raise SystemExit(f"{url} did not answer within {PATIENCE} s. Logs: {self.logs}")

    def end(self):
        """Asks every child to end, then makes sure of it and of whatever it started."""
        for child in self.children.values():
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + GRACE
        for child in self.children.values():
            with suppress(subprocess.TimeoutExpired):
                child.wait(max(0.05, deadline - time.monotonic()))
            end_group(child.pid)
            child.wait()
        self.note.unlink(missing_ok=True)


def identity(pid):
    """What tells a process from a later one with the same number."""
    import psutil

    return {"pid": pid, "started": psutil.Process(pid).create_time()}


def end_group(pid):
    """Ends what is left of a child's session."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def end_leftovers(note):
    """Ends the children of a demo that was killed, after making sure that they are those."""
    import psutil

    if not note.exists():
        return
    for known in json.loads(note.read_text()):
        try:
            process = psutil.Process(known["pid"])
            if process.create_time() == known["started"]:
                end_group(known["pid"])
                process.wait(5)
        except psutil.Error:
            continue
    note.unlink()


def listen(port):
    """Takes the port at once, so that nobody else gets it while the data loads; the web server inherits it."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen(128)
    except PermissionError:
        raise SystemExit(
            f"Port {port} needs more rights. Choose one above 1023: ./run demo --port 8000"
        ) from None
    except OSError:
        other = port + 1 if port < 65535 else 8000
        raise SystemExit(
            f"Port {port} is in use by another program. Choose one: ./run demo --port {other}"
        ) from None
    return listener
