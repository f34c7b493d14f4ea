"""The demo's data: loaded once per day and state of the code, then copied in a blink.

What was loaded is kept as a PostgreSQL template database, with the files that belong to it (the keys of open
surveys, caught mails, the list of people) beside it; a later start copies both.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from datetime import datetime
from zoneinfo import ZoneInfo

from devtools import services
from devtools.postgres import sql

TEMPLATES = services.STATE / "demo-templates"
MARK = "plp demo"  # the comment on a database elsewhere that the demo may empty
KEPT = 3  # templates, so that going back and forth between two scales stays quick
SKIPPED = {"tests", "devtools", "docs", "static", "staticfiles", "templates", "requirements"}


class Data:
    """The data of one demo: a database and a folder of files."""

    def __init__(self, number, scale):
        self.scale = scale
        self.database = "plp_demo" if number == 1 else f"plp_demo_{number}"
        self.folder = services.STATE / f"demo-{number}"
        self.files = self.folder / "files"
        self.mailbox = self.files / "mail"
        self.survey_keys = self.files / "survey-keys"
        self.people = self.files / "people.txt"  # written last: without it the data is not whole
        self.code = self.files / "code.txt"  # the code this data was last brought up to
        self.own_server = not os.environ.get("DATABASE_URL")
        self.server = services.use("postgres") if self.own_server else None

    @property
    def url(self):
        """The database's address."""
        return (
            self.server["url"].format(database=self.database) if self.server else os.environ["DATABASE_URL"]
        )

    def make_folders(self):
        """The folders a demo writes to."""
        for folder in (self.mailbox, self.survey_keys):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def keep(self):
        """Brings the data that is there up to this code; False when there is none."""
        there = self._exists(self.database) if self.own_server else self._is_demo_elsewhere()
        if not (there and self.people.exists()):
            return False
        self.make_folders()
        if not (self.code.exists() and self.code.read_text() == hash_of_code()):
            manage("migrate", "--verbosity", "0")
            self.code.write_text(hash_of_code())
        return True

    def reset(self, say):
        """Makes the data what it is at the beginning."""
        if not self.own_server:
            self._reset_elsewhere(say)
            return
        with services.alone("demo-templates"):
            template = f"plp_demo_template_{self._key()}"
            kept_files = TEMPLATES / template
            if not (kept_files.exists() and self._exists(template)):
                self._load(template, kept_files, say)
            shutil.rmtree(self.files, ignore_errors=True)
            self._drop(self.database)
            sql(self.server, f"CREATE DATABASE {self.database} TEMPLATE {template} STRATEGY FILE_COPY")
            self._copy(kept_files, self.files)
            os.utime(kept_files)

    def _load(self, template, kept_files, say):
        """Loads the data afresh and keeps it as `template`; a load cut short leaves nothing that counts."""
        say("Loading the demo's data (once a day, and after each change of the code)…")
        self._drop(self.database)
        self._drop(template)
        sql(self.server, f"CREATE DATABASE {self.database}")
        self._fill()
        sql(self.server, f"ALTER DATABASE {self.database} RENAME TO {template}")
        TEMPLATES.mkdir(exist_ok=True)
        shutil.rmtree(kept_files, ignore_errors=True)
        self._copy(self.files, kept_files)
        newest_first = sorted(TEMPLATES.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in newest_first[KEPT:]:
            self._drop(path.name)
            shutil.rmtree(path, ignore_errors=True)

    def _copy(self, source, target):
        """Copies a folder, whole or not at all."""
        draft, aside = self.folder / "copying", self.folder / "aside"
        for folder in (draft, aside):
            shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(source, draft)
        if target.exists():  # somebody was still writing there when it was emptied
            target.rename(aside)
        draft.rename(target)
        shutil.rmtree(aside, ignore_errors=True)

    def _fill(self):
        """Migrates an empty database and loads the demo into it."""
        shutil.rmtree(self.files, ignore_errors=True)
        self.make_folders()
        manage("migrate", "--verbosity", "0")
        manage("load_demo", *(["--scale", str(self.scale)] if self.scale else []))
        self.code.write_text(hash_of_code())
        self.people.write_text(manage("demo_people", answer=True))

    def _is_demo_elsewhere(self):
        """Says whether the database of DATABASE_URL holds a demo; it must be that or empty, or we stop here."""
        mark, tables = self._elsewhere(
            "SELECT shobj_description(oid, 'pg_database'),"
            " (SELECT count(*) FROM pg_tables WHERE schemaname = 'public')"
            " FROM pg_database WHERE datname = current_database()"
        )
        if tables and mark != MARK:
            raise SystemExit(
                "DATABASE_URL names a database that is not empty and no demo made: left as it is. "
                "Give the demo an empty one, or unset DATABASE_URL."
            )
        return tables > 0

    def _reset_elsewhere(self, say):
        """The same in somebody else's PostgreSQL."""
        self._is_demo_elsewhere()
        say("Loading the demo's data into the database of DATABASE_URL…")
        self._elsewhere(
            "DROP SCHEMA public CASCADE; CREATE SCHEMA public; DO $$ BEGIN"
            f" EXECUTE format('COMMENT ON DATABASE %I IS ''{MARK}''', current_database()); END $$"
        )
        self._fill()

    def _elsewhere(self, statement):
        """Runs a statement in the database of DATABASE_URL; returns its first row."""
        import psycopg

        with psycopg.connect(self.url, autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchone() if cursor.description else None

    def _key(self):
        """Changes with the code and its data files, the day in London, the scale and this checkout's keys."""
        parts = [str(datetime.now(ZoneInfo("Europe/London")).date()), str(self.scale)]
        parts += [os.environ[name] for name in ("PLP_SECRET_KEY", "PLP_VAULT_KEYS", "PLP_VAULT_HASH_KEY")]
        parts.append(hash_of_code())
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]

    def _exists(self, database):
        """Says whether the server has that database."""
        return bool(sql(self.server, f"SELECT 1 FROM pg_database WHERE datname = '{database}'"))

    def _drop(self, database):
        """Drops a database, whoever is still connected."""
        sql(self.server, f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")


def hash_of_code():
    """Changes when a file changes that could change the data."""
    digest = hashlib.sha256()
    for path in sources():
        digest.update(bytes(path) + b"\0" + path.read_bytes())
    return digest.hexdigest()


def sources():
    """Every file that could change what the demo's data is: code, and data beside the code."""
    tops = [path for path in services.ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")]
    return sorted(
        path
        for top in tops
        if top.name not in SKIPPED
        for path in top.rglob("*")
        if path.suffix in {".py", ".csv", ".json", ".sql", ".txt"}
    )


def manage(*arguments, answer=False):
    """Runs a management command, its words on our terminal only when it fails; returns them on request."""
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=services.ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        words = "\n".join((done.stdout + done.stderr).splitlines()[-25:])
        raise SystemExit(
            f"manage.py {arguments[0]} failed after {time.monotonic() - started:.0f} s:\n{words}"
        )
    return done.stdout if answer else None
