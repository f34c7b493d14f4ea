"""A kind of message of these tests' own, and a mail server that does as it is told."""

import pytest

from notifications import kinds
from notifications.kinds import Kind
from notifications.models import Message
from tests import make


class Sink:
    """A mail connection that keeps what it accepted. `problems[address]` is raised instead; `down` refuses all."""

    def __init__(self):
        self.sent, self.problems, self.opened, self.down, self.is_open = [], {}, 0, False, False

    def open(self):
        if self.down:
            raise ConnectionRefusedError
        self.opened += not self.is_open
        self.is_open = True

    def close(self):
        self.is_open = False

    def send_messages(self, emails):
        assert self.is_open
        for email in emails:
            if problem := self.problems.get(email.to[0]):
                raise problem
            self.sent.append(email)
        return len(emails)


@pytest.fixture
def sink(monkeypatch):
    sink = Sink()
    monkeypatch.setattr("notifications.delivery.get_connection", lambda: sink)
    return sink


@pytest.fixture
def kind(monkeypatch, settings, tmp_path):
    """Declares the kind "test_note"; what it gives and whether it is true can be set on the returned object."""
    folder = tmp_path / "templates" / "emails" / "test_note"
    folder.mkdir(parents=True)
    (folder / "subject.txt").write_text("A note\nof {{ colour }}")
    (folder / "body.txt").write_text("It's {{ colour }}: {{ base_url }}/")
    (folder / "body.html").write_text("<p>It's {{ colour }}</p>")
    engine = settings.TEMPLATES[0]
    settings.TEMPLATES = [engine | {"DIRS": [tmp_path / "templates", *engine["DIRS"]]}]

    class Answers:
        context = staticmethod(lambda message: {"colour": "O'Hara's <green>"})
        still_true = staticmethod(lambda message: True)

    declared = Kind("test_note", "A note", lambda m: Answers.context(m), lambda m: Answers.still_true(m))
    monkeypatch.setitem(kinds._kinds, "test_note", declared)
    return Answers


@pytest.fixture
def a_message(db, kind):
    def make_one(**fields):
        user = fields.pop("to", None) or make.a_person()
        return Message.objects.create(
            **{"key": f"test_note:x:{user.pk}", "kind": "test_note", "to": user} | fields
        )

    return make_one
