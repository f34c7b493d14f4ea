"""`./run demo|test|manage|bench`, after ./run has brought .venv up to date."""

import base64
import json
import os
import secrets
import sys

from devtools import chromium, services


def set_keys(name):
    """Gives this checkout's `name` (dev, demo) keys of its own, made once; what the environment sets wins."""
    path = services.STATE / name / "keys.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = json.loads(path.read_text()) if path.exists() else {}
    keys = {
        "PLP_SECRET_KEY": secrets.token_urlsafe(50),
        "PLP_VAULT_KEYS": base64.urlsafe_b64encode(os.urandom(32)).decode(),
        "PLP_VAULT_HASH_KEY": secrets.token_urlsafe(50),
    } | kept
    if keys != kept:
        draft = path.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(keys))
        draft.replace(path)
    for key, value in keys.items():
        os.environ.setdefault(key, value)


def set_survey_keys(name):
    """Keeps the keys of `name`'s open surveys in a folder of its own."""
    folder = services.STATE / name / "survey-keys"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ.setdefault("PLP_KEYS_DIR", str(folder))


def set_up_development():
    """The services and settings of `./run manage`."""
    set_keys("dev")
    set_survey_keys("dev")
    os.environ.setdefault("PLP_DEBUG", "1")
    os.environ["REDIS_URL"] = services.redis_url("dev")
    os.environ["DATABASE_URL"] = services.database_url()


def manage(arguments):
    """Becomes the management command."""
    set_up_development()
    become([sys.executable, "manage.py", *arguments])


def bench(arguments):
    """Becomes the benchmark."""
    if not arguments or not (services.ROOT / "tests" / "benchmarks" / f"{arguments[0]}.py").exists():
        found = sorted(path.stem for path in (services.ROOT / "tests" / "benchmarks").glob("[a-z]*.py"))
        raise SystemExit(f"./run bench NAME, where NAME is one of: {', '.join(found) or '(none yet)'}")
    set_up_development()
    os.environ.update(PLP_DEBUG="0", PLP_PLAIN_STATIC="1")
    become([sys.executable, "-m", f"tests.benchmarks.{arguments[0]}", *arguments[1:]])


def test(arguments):
    """Becomes pytest: two workers for the whole suite, one when files are named or workers chosen."""
    number = services.claim("test")
    set_keys("dev")
    set_survey_keys(f"test-{number}")
    if "PLP_TEST_DB" not in os.environ:
        os.environ["PLP_TEST_DB"] = "test_plp" if number == 1 else f"test_plp_{number}"
    os.environ["REDIS_URL"] = services.redis_url(f"test-{number}")
    os.environ["DATABASE_URL"] = services.database_url()
    os.environ.setdefault("PLP_PLAIN_STATIC", "1")  # no collected files, so no manifest of them
    if path := chromium.find():
        os.environ.setdefault("PLP_CHROMIUM", path)
    names_files = any(os.path.exists(argument.split("::")[0]) for argument in arguments)
    chooses = any(argument.startswith(("-n", "--numprocesses", "--pdb")) for argument in arguments)
    workers = [] if names_files or chooses else ["-n", "2"]
    become([sys.executable, "-m", "pytest", "-p", "devtools.chromium", *workers, *arguments])


def demo(arguments):
    """Runs the demo until it is told to stop."""
    from devtools.demo import main

    set_keys("demo")
    main(arguments)


def become(command):
    """Replaces this process, which keeps its locks (and so the services) until it ends."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plp.settings")
    sys.stdout.flush()
    os.execv(command[0], command)


if __name__ == "__main__":
    {"demo": demo, "test": test, "manage": manage, "bench": bench}[sys.argv[1]](sys.argv[2:])
