"""How gunicorn serves the programme. Read by `gunicorn plp.wsgi` when started here; flags win."""

import ipaddress
import os
import socket

bind = os.environ.get("PLP_BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = int(os.environ.get("PLP_WEB_WORKERS", "3"))
threads = int(os.environ.get("PLP_WEB_THREADS", "4"))
preload_app = True  # read the code once, share its memory
worker_tmp_dir = (
    "/dev/shm" if os.path.isdir("/dev/shm") else None
)  # heartbeats: a slow disk looks like a hang
timeout = 60
graceful_timeout = 20
keepalive = 5
max_requests = 2000  # a leak stays small
max_requests_jitter = 200
control_socket_disable = True
# No access log: paths and addresses say who reads what. The programme's own log has what operators need.
accesslog = None


def on_starting(server):
    """The demo lets anybody be anybody, so it is for this machine only: it refuses any other address."""
    if os.environ.get("PLP_DEMO", "").lower() not in {"1", "true", "yes", "on"}:
        return
    for address in server.cfg.address:
        if not is_loopback(address):
            raise SystemExit(f"PLP_DEMO is set: refusing to listen on {address}, which others can reach.")


def is_loopback(address):
    """Says whether only this machine can reach that address: a socket's path or number, or host and port."""
    if isinstance(address, int):
        with socket.socket(fileno=os.dup(address)) as listener:
            address = listener.getsockname()
    if isinstance(address, str):
        return True
    host = address[0].strip("[]")
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
