"""The folder into which the demo's mail catcher puts what it receives, one .eml file a mail."""

import os
import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime
from pathlib import Path

SAFE_NAME = re.compile(r"[A-Za-z0-9._-]+\.eml")


@dataclass(frozen=True)
class Mail:
    name: str
    to: str
    subject: str
    sent: object
    text: str
    html: str


def folder():
    return Path(os.environ.get("PLP_DEMO_MAILBOX", "/nonexistent"))


def newest(limit):
    files = sorted(folder().glob("*.eml"), key=lambda file: file.stat().st_mtime_ns, reverse=True)
    return [mail for mail in (read(file.name) for file in files[:limit]) if mail]


def read(name):
    """The mail in that file, or None if there is no such file."""
    file = folder() / name
    if not SAFE_NAME.fullmatch(name) or file.is_symlink() or not file.is_file():
        return None
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    return Mail(
        name=name,
        to=str(message["to"]),
        subject=str(message["subject"]),
        sent=parsedate_to_datetime(message["date"]) if message["date"] else None,
        text=_part(message, "plain"),
        html=_part(message, "html"),
    )


def _part(message, kind):
    part = message.get_body(preferencelist=(kind,))
    return part.get_content() if part is not None else ""
