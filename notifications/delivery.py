"""What empties the outbox: one message, one transaction.

Each row is locked (`FOR UPDATE SKIP LOCKED`, so any number of workers may run at once), asked whether it is
still true, written, sent, and only then marked. Hence: nothing is lost, and a process killed between the mail
server's acceptance and our commit sends that one message again, under the same Message-ID.
"""

import logging
import smtplib
import time
import traceback
from contextlib import suppress
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.template import Context
from django.template.loader import get_template
from django.utils import timezone

from notifications.kinds import kind_named
from notifications.models import Message

log = logging.getLogger(__name__)
BACKOFF_MINUTES = (1, 5, 15, 60, 240)
GIVE_UP_AFTER_ATTEMPTS = 10
# A run ends well within a task's time limit; beat starts the next one in seconds.
LONGEST_RUN_SECONDS = 60
# Of somebody whose mail is read by others: that there is something, not what.
SHARED_MAIL = "shared_mail"


def render(message):
    """The e-mail as it would go this moment: an `EmailMultiAlternatives`. Nothing is stored."""
    kind = kind_named(message.kind)
    email = compose(message, kind.context(message))
    for attachment in [] if message.to.mail_is_shared else kind.attachments(message):
        _attach(email, attachment)
    return email


def compose(message, given):
    """The e-mail with that context: `render` for a message that is queued, a preview for one that is not yet.

    Whoever says that other people read their mail gets a note that there is something, and no content.
    """
    kind = kind_named(message.kind)
    context = {"to": message.to, "base_url": settings.BASE_URL, "kind": kind, **given}
    name = SHARED_MAIL if message.to.mail_is_shared else kind.name
    email = EmailMultiAlternatives(
        subject=" ".join(_text(f"emails/{name}/subject.txt", context).split()),
        body=_text(f"emails/{name}/body.txt", context),
        to=[message.to.email],
        headers={"Message-ID": message.message_id, "Auto-Submitted": "auto-generated"},
    )
    email.attach_alternative(get_template(f"emails/{name}/body.html").render(context), "text/html")
    return email


def _attach(email, attachment):
    """Add a file. A calendar's is also another form of the letter itself, which is what makes a calendar take it up."""
    if attachment.mimetype.startswith("text/calendar"):
        email.attach_alternative(attachment.content, attachment.mimetype)
        email.attach(attachment.name, attachment.content.encode(), "application/ics")
    else:
        email.attach(attachment.name, attachment.content, attachment.mimetype)


def _text(template, context):
    """Plain text is not HTML: an apostrophe stays an apostrophe."""
    return get_template(template).template.render(Context(context, autoescape=False)).strip() + "\n"


class Outlet:
    """The connection to the mail server, kept for a whole run and opened anew after a failure.

    `is_down` once it cannot be opened: then the run ends, and no message has lost one of its attempts.
    `set_aside` holds domains on which the server hung: they wait for the next run, and keep nobody else waiting.
    """

    def __init__(self):
        self.connection = get_connection()
        self.is_down = False
        self.set_aside = set()

    def open(self):
        """Whether there is a connection now."""
        try:
            self.connection.open()
        except (smtplib.SMTPException, OSError) as problem:
            log.warning("mail server cannot be reached", extra={"problem": type(problem).__name__})
            self.close()
            self.is_down = True
        return not self.is_down

    def send(self, email):
        email.connection = self.connection
        email.send()

    def close(self):
        with suppress(smtplib.SMTPException, OSError):
            self.connection.close()


def deliver_due(*, limit=500):
    """Send what is due, and return how many rows were settled (sent, withdrawn, put off or given up)."""
    settled, ends = 0, time.monotonic() + LONGEST_RUN_SECONDS
    outlet = Outlet()
    try:
        while settled < limit and time.monotonic() < ends and deliver_one(outlet):
            settled += 1
    finally:
        outlet.close()
    return settled


@transaction.atomic
def deliver_one(outlet):
    """Settle the next due message; False when none is due or free, or the mail server is down."""
    now = timezone.now()
    due = Message.objects.due(now)
    for domain in outlet.set_aside:
        due = due.exclude(to__email__iendswith=f"@{domain}")
    message = due.select_for_update(skip_locked=True, of=["self"]).select_related("to").first()
    if message is None:
        return False
    if (message.expires_at and message.expires_at <= now) or not message.to.is_active:
        message.state = Message.State.WITHDRAWN
    elif (email := _write(message, now)) and not _hand_over(message, email, outlet, now):
        return False
    message.save(update_fields=["state", "attempts", "next_attempt_at", "sent_at", "last_problem"])
    return True


def _write(message, now):
    """The e-mail; None when it is no longer true, or cannot be written (then it is tried again later).

    In a savepoint, so that an error of the database in here spoils this message and not its transaction.
    """
    try:
        with transaction.atomic():
            if kind_named(message.kind).still_true(message):
                return render(message)
        message.state = Message.State.WITHDRAWN
    except Exception as problem:
        # One message that cannot be written must never hold up the others. The log gets the place in our
        # code and not the error's words: they may be somebody's.
        frame = traceback.extract_tb(problem.__traceback__)[-1]
        details = {"problem": type(problem).__name__, "where": f"{frame.filename}:{frame.lineno}"}
        log.error("message could not be written", extra={"kind": message.kind, **details})
        _put_off(message, problem, now)
    return None


def _hand_over(message, email, outlet, now):
    """Give the e-mail to the mail server. False when there is none to give it to: the row stays as it was."""
    if not outlet.open():
        return False
    try:
        outlet.send(email)
    except Exception as problem:  # whatever it is, the next message must have its turn
        outlet.close()
        if isinstance(problem, TimeoutError):
            outlet.set_aside.add(message.to.email.rpartition("@")[2])
        _put_off(message, problem, now, for_good=_is_refused_for_good(problem))
    else:
        message.attempts += 1
        message.state = Message.State.SENT
        message.sent_at = timezone.now()
        message.last_problem = ""
    return True


def _put_off(message, problem, now, *, for_good=False):
    message.attempts += 1
    message.last_problem = type(problem).__name__
    if for_good or message.attempts >= GIVE_UP_AFTER_ATTEMPTS:
        message.state = Message.State.FAILED
        return
    minutes = BACKOFF_MINUTES[min(message.attempts, len(BACKOFF_MINUTES)) - 1]
    message.next_attempt_at = now + timedelta(minutes=minutes)


def _is_refused_for_good(problem):
    """The server said no to this address (5xx), and will say it again."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _ in problem.recipients.values())
    return False
