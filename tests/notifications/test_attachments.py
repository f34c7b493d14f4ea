"""Files that go with a message: on the wire as mail programs expect them, and never to a mailbox others read."""

from dataclasses import replace
from email import message_from_bytes, policy

import pytest

from notifications import kinds
from notifications.delivery import render
from notifications.kinds import Attachment

pytestmark = pytest.mark.django_db
ICS = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Café\r\nEND:VCALENDAR\r\n"


@pytest.fixture
def with_files(kind, monkeypatch):
    files = [
        Attachment("invite.ics", ICS, "text/calendar; method=REQUEST"),
        Attachment("note.txt", "Hello", "text/plain"),
    ]
    declared = replace(kinds.kind_named("test_note"), attachments=lambda message: files)
    monkeypatch.setitem(kinds._kinds, "test_note", declared)


def on_the_wire(email):
    return message_from_bytes(email.message().as_bytes(), policy=policy.default)


def test_a_calendar_is_another_form_of_the_letter_and_a_file_beside_it(with_files, a_message):
    mail = on_the_wire(render(a_message()))
    parts = [part for part in mail.walk() if not part.is_multipart()]
    assert [part.get_content_type() for part in parts] == [
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
        "text/plain",
    ]
    assert [kind.get_content_type() for kind in mail.walk() if kind.is_multipart()] == [
        "multipart/mixed",
        "multipart/alternative",
    ]
    calendar, beside = parts[2], parts[3]
    assert calendar.get_param("method") == "REQUEST"
    assert calendar.get_content().replace("\r\n", "\n") == ICS.replace("\r\n", "\n")
    assert (beside.get_filename(), beside.get_content()) == ("invite.ics", ICS.encode())


def test_a_mailbox_others_read_gets_no_file(with_files, a_message):
    message = a_message()
    message.to.mail_is_shared = True
    email = render(message)
    assert email.attachments == []
    assert [mimetype for _, mimetype in email.alternatives] == ["text/html"]
