"""The words of our mails: what they link to, that links only open pages, and that subjects tell nothing."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

from notifications.delivery import deliver_due
from partnerships import services
from plp.reminders import queue_due
from tests.make import timezone

pytestmark = pytest.mark.django_db


def sent_to(user, mailoutbox):
    return next(mail for mail in mailoutbox if mail.to == [user.email])


def test_the_nudge_links_to_logging_and_to_we_do_meet(pair, mailoutbox, settings):
    queue_due(timezone.now())
    deliver_due()
    mail = sent_to(pair.amina_user, mailoutbox)
    html = mail.alternatives[0][0]
    for name in ("meeting_log", "nudge_silence"):
        link = settings.BASE_URL + reverse(name, args=[pair.partnership.pk])
        assert link in mail.body
        assert f'href="{link}"' in html
    assert mail.subject == "How is it going?"
    assert "Peter" in mail.body


def test_links_change_nothing_until_a_button_is_pressed(pair, client):
    client.force_login(pair.amina_user)
    page = client.get(reverse("nudge_silence", args=[pair.partnership.pk]))
    pair.amina.refresh_from_db()
    assert (page.status_code, pair.amina.silenced_until) == (200, None)

    client.post(reverse("nudge_silence", args=[pair.partnership.pk]))
    pair.amina.refresh_from_db()
    assert pair.amina.silenced_until is not None


def test_whose_mail_is_shared_gets_no_names(pair, mailoutbox):
    pair.amina_user.mail_is_shared = True
    pair.amina_user.save()
    queue_due(timezone.now())
    deliver_due()
    assert "Peter" not in sent_to(pair.amina_user, mailoutbox).body


def test_the_end_is_told_without_reason_or_blame(pair, mailoutbox):
    services.leave_partnership(pair.amina, by=pair.amina_user)
    deliver_due()
    mail = sent_to(pair.peter_user, mailoutbox)
    assert mail.subject == "Your partnership has come to an end"
    assert "Amina" not in mail.body


def test_who_goes_on_hears_that_a_third_has_left(trio, mailoutbox):
    type(trio.ruth).objects.filter(pk=trio.ruth.pk).update(left_at=None)
    services.leave_partnership(trio.ruth, by=trio.facilitator)
    deliver_due()
    mail = sent_to(trio.peter_user, mailoutbox)
    assert mail.subject == "A change in your partnership"
    assert "Ruth is no longer part" in mail.body
    assert "You and Amina go on" in mail.body


LETTERS = sorted((Path(__file__).parents[2] / "templates" / "emails").glob("*/body.*"))
AFTER_HELLO = re.compile(
    r"Hello[^,]*,(?:</p>)?\s+(?:<p>)?((?:\{% if .*?%\})?)([^\s{<])(?:[^{]*\{% else %\}(\S))?"
)


@pytest.mark.parametrize("letter", LETTERS, ids=lambda path: f"{path.parent.name}-{path.suffix[1:]}")
def test_every_letters_first_sentence_begins_with_a_capital(letter):
    """Also in each branch of an `if`; where a name stands first there is nothing to ask."""
    found = AFTER_HELLO.search(letter.read_text())
    begins = [found[2], found[3] if found[1] and found[3] else "A"] if found else ["A"]
    assert [first for first in begins if first not in "{" and not first.isupper()] == []


def test_lower_case_after_hello_is_recognised():
    assert AFTER_HELLO.search("Hello {{ x }},\n\nthe survey")[2] == "t"
    assert AFTER_HELLO.search("<p>Hello X,</p>\n<p>{% if a %}The b{% else %}your c{% endif %}")[3] == "y"
