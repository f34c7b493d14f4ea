"""Makes .venv and installs requirements/NAME.txt into it, every file checked against its hash.

Run by `./run` with whatever Python the machine has, so: standard library only.
"""

import fcntl
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


def works():
    """Says whether .venv has a Python that starts and is new enough (it may have been upgraded away)."""
    check = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    return PYTHON.exists() and subprocess.run([PYTHON, "-c", check], capture_output=True).returncode == 0


def stamp(name):
    """The copy of requirements/NAME.txt that was installed last."""
    return VENV / f".installed-{name}.txt"


def wanted(name):
    """The requirements file itself."""
    return ROOT / "requirements" / f"{name}.txt"


def install(names):
    """Brings .venv up to date with the named requirement files; does nothing when it is."""
    if not works():
        shutil.rmtree(VENV, ignore_errors=True)
        venv.create(VENV, with_pip=True, symlinks=True)
    missing = [name for name in names if not same(stamp(name), wanted(name))]
    if not missing:
        return
    print(f"Installing what {' and '.join(missing)} need…", file=sys.stderr, flush=True)
    command = [PYTHON, "-m", "pip", "install", "-qq", "--require-hashes", "--no-input"]
    command += ["--root-user-action=ignore"]
    for name in missing:
        command += ["-r", wanted(name)]
    if subprocess.run(command, stdin=subprocess.DEVNULL).returncode:
        sys.exit("The packages could not be installed (pip's reason stands above).")
    for name in missing:
        shutil.copyfile(wanted(name), stamp(name))


def same(one, other):
    """Says whether two files have the same content."""
    return one.exists() and one.read_bytes() == other.read_bytes()


def main():
    """Holds a lock meanwhile, so that two runs started together do not install over each other."""
    services = ROOT / ".services"
    try:
        services.mkdir(exist_ok=True)
        lock = os.open(services / "install.lock", os.O_RDWR | os.O_CREAT, 0o666)
    except PermissionError as error:
        sys.exit(f"{error.filename} belongs to somebody else: run as they, or remove .venv and .services.")
    fcntl.flock(lock, fcntl.LOCK_EX)
    install(sys.argv[1:])


if __name__ == "__main__":
    main()
