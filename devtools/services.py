"""A PostgreSQL and a Redis of one's own, for as long as somebody uses them.

`use(name)` starts the service unless it runs already and returns its address. Every user holds a shared
lock on the service's `users.lock`; the kernel lets go of it when the process ends, however it ends. A keeper
process waits until it can have that lock alone: then nobody is left, and it stops the service. So several
`./run` at once share one server, the last one out stops it, and a killed run leaves nothing to clean up.

Data and locks live in `.services/`; sockets in a private folder under /tmp (their paths must be short).
"""

import fcntl
import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

from devtools.postgres import Postgres
from devtools.redis import Redis

ROOT = Path(__file__).resolve().parent.parent
STATE = ROOT / ".services"
_used = {}  # folder of a service: our lock on it


def database_url(database="plp"):
    """The address of `database` on the shared PostgreSQL; DATABASE_URL wins when it is set."""
    return os.environ.get("DATABASE_URL") or use("postgres")["url"].format(database=database)


def redis_url(name):
    """The address of the Redis called `name` (each demo and test run has its own); REDIS_URL wins."""
    return os.environ.get("REDIS_URL") or use(f"redis-{name}")["url"]


def server_for(name):
    """The service behind a name: `postgres`, or `redis-…`."""
    folder = STATE / name
    folder.mkdir(parents=True, exist_ok=True)
    return Postgres(folder) if name == "postgres" else Redis(folder)


def use(name):
    """Makes sure the service runs until this process (or the one it becomes by exec) has ended.

    Returns what the keeper wrote about it: {"url": …, …}. Exits with the log's last lines when it fails.
    """
    server = server_for(name)
    users = _open(server.folder / "users.lock")
    os.set_inheritable(users, True)
    fcntl.flock(users, fcntl.LOCK_SH)
    _used[server.folder] = users
    starting = _open(server.folder / "start.lock")
    fcntl.flock(starting, fcntl.LOCK_EX)
    try:
        return _running(server) or _start(server)
    finally:
        os.close(starting)


def release():
    """Lets go of every service this process uses, and waits for those that stop because nobody is left."""
    for users in _used.values():
        fcntl.flock(users, fcntl.LOCK_UN)
    deadline = time.monotonic() + 10
    for folder, users in _used.items():
        if not _others_use(users):
            fcntl.flock(users, fcntl.LOCK_UN)
            while (folder / "running.json").exists() and time.monotonic() < deadline:
                time.sleep(0.02)
            fcntl.flock(users, fcntl.LOCK_SH)  # the keeper lets go of it by ending
        os.close(users)
    _used.clear()


def _others_use(users):
    """Says whether somebody else holds the users' lock; the keeper, on its way out, does not count."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return False
    except BlockingIOError:
        pass
    try:
        fcntl.flock(users, fcntl.LOCK_SH | fcntl.LOCK_NB)
        return True
    except BlockingIOError:
        return False


@contextmanager
def alone(name):
    """Keeps every other run out of the block until it is over."""
    lock = _open(STATE / f"{name}.lock")
    fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(lock)


def claim(name):
    """Takes the first free number for `name` until this process ends: test runs do not share databases."""
    (STATE / "claims").mkdir(parents=True, exist_ok=True)
    for number in range(1, 100):
        slot = _open(STATE / "claims" / f"{name}-{number}")
        with suppress(BlockingIOError):
            fcntl.flock(slot, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.set_inheritable(slot, True)
            return number
        os.close(slot)
    raise SystemExit(f"A hundred runs of {name} at once are too many.")


def _open(path):
    """A file to lock; close-on-exec unless made inheritable."""
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except PermissionError:
        raise SystemExit(f"{path} belongs to somebody else: run as they, or remove .services.") from None


def _running(server):
    """What is known of the service when it answers, else None."""
    try:
        known = json.loads((server.folder / "running.json").read_text())
    except (FileNotFoundError, ValueError):
        return None
    return known if server.answers(known) else None


def _start(server):
    """Starts a keeper away from this terminal's Ctrl-C, and waits for its service."""
    log_path = server.folder / "keeper.log"
    (server.folder / "running.json").unlink(missing_ok=True)
    with log_path.open("w") as log:
        keeper = subprocess.Popen(
            [sys.executable, "-m", "devtools.services", server.folder.name],
            cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if known := _running(server):
            return known
        if keeper.poll() is not None:
            break
        time.sleep(0.02)
    tail = "\n".join(log_path.read_text(errors="replace").splitlines()[-15:])
    raise SystemExit(f"{server.folder.name} did not start:\n{tail}\nRemove .services to start afresh.")


def keep(name):
    """The keeper: runs the service until nobody holds the users' lock any more, or it dies by itself."""
    os.chdir(ROOT)
    server = server_for(name)
    process, known = server.start()
    note = server.folder / "running.json"
    draft = server.folder / "running.json.new"
    draft.write_text(json.dumps(known))
    draft.chmod(0o600)
    draft.rename(note)
    users = _open(server.folder / "users.lock")
    while process.poll() is None:
        with suppress(BlockingIOError):
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        time.sleep(0.1)
    server.stop(process)
    for folder in known["folders"]:
        shutil.rmtree(folder, ignore_errors=True)
    note.unlink(missing_ok=True)


if __name__ == "__main__":
    keep(sys.argv[1])
