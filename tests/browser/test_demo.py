"""The demo's pages in a real browser: being somebody, and reading a mail as its recipient would."""

from email.message import EmailMessage

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from kit.calendars import add_months
from notifications.delivery import deliver_due
from notifications.services import notify
from participants.models import Side
from plp.demo.people import CAST, DOMAIN, OTHER_CAST, OTHER_DOMAIN
from tests import make
from tests.browser.steps import PHONE, assert_accessible, screenshot

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def demo(settings, live_server, tmp_path, monkeypatch):
    """Demo mode with an empty mailbox, and mails that lead to the live server."""
    settings.DEMO = True
    settings.BASE_URL = live_server.url
    monkeypatch.setenv("PLP_DEMO_MAILBOX", str(tmp_path))
    return tmp_path


@pytest.fixture
def matched(demo):
    """Amina and Peter have just become partners, and the catcher has the mail that tells Amina so."""
    cohort = make.a_cohort(starts_on=add_months(timezone.localdate(), -1))
    amina = make.a_participant(
        cohort, Side.NETWORK, user=make.a_person(name="Amina Yusuf", email=f"amina.yusuf@{DOMAIN}")
    )
    ours = make.a_partnership(
        cohort, partners=[amina, make.a_participant(cohort, Side.LEADER, name="Peter Hall")]
    )
    notify(amina.user, "matched", key=f"matched:{ours.pk}:{amina.user_id}:1", about=ours, cohort=cohort)
    deliver_due()
    (demo / "1.eml").write_bytes(mail.outbox[-1].message().as_bytes())
    return amina


def test_one_is_somebody_at_one_click(page):
    for name in CAST:
        make.a_person(email=f"{name}@{DOMAIN}", name=name.replace(".", " ").title())
    for name in OTHER_CAST:
        make.a_person(email=f"{name}@{OTHER_DOMAIN}", name=name.replace(".", " ").title())
    page.goto(reverse("account_login"))
    assert_accessible(page)
    screenshot(page, "demo-sign-in")
    page.goto(reverse("demo_people"))
    assert_accessible(page)
    screenshot(page, "demo-people")
    page.get_by_role("button", name="Be Harpreet Nair").click()
    page.get_by_role("heading", name="Harpreet").wait_for()
    page.goto(reverse("demo_people"))
    page.get_by_role("button", name="Be Nadia Karim").click()
    page.get_by_role("heading", name="Nadia").wait_for()


def test_an_empty_mailbox(page):
    page.goto(reverse("demo_mail"))
    expect(page.get_by_text("No mail has been sent yet.")).to_be_visible()
    assert_accessible(page)


def test_a_mail_as_its_recipient_sees_it(page, matched, expected_errors):
    expected_errors.append("Blocked script execution")  # axe's own, which goes into every frame
    page.goto(reverse("demo_mail"))
    assert_accessible(page)
    screenshot(page, "demo-mail")
    page.locator("main li a").click()
    frame = page.frame_locator("iframe.plp-mail")
    frame.get_by_text("Parallel Learning Partnerships").first.wait_for()
    # The one hashed style block is in force: the page's own sheet cannot reach into the frame.
    assert frame.locator(".preview").evaluate("it => getComputedStyle(it).display") == "none"
    assert_accessible(page)
    screenshot(page, "demo-mail-message")
    frame.locator("p.button a").click()
    page.wait_for_url("**/account/login/**")


def test_the_frame_runs_no_script_and_fetches_nothing(page, demo, expected_errors):
    """The control: a mail that tries is stopped, and the browser says so."""
    expected_errors += [
        "Blocked script execution",
        "violates the following Content Security Policy",
        "sandbox",
    ]
    letter = EmailMessage()
    letter["To"], letter["Subject"] = "amina@trust.example", "Trying"
    letter.set_content("plain")
    letter.add_alternative(
        "<html><head><style>p { color: red }</style></head><body><p id=p>words</p>"
        "<img src='/static/img/mark.svg' onerror=\"document.title='x'\">"
        "<script>document.getElementById('p').textContent = 'changed'</script></body></html>",
        subtype="html",
    )
    (demo / "2.eml").write_bytes(bytes(letter))
    page.goto(reverse("demo_mail_message", args=["2.eml"]))
    words = page.frame_locator("iframe.plp-mail").locator("#p")
    words.wait_for()
    assert words.text_content() == "words"
    assert words.evaluate("it => getComputedStyle(it).color") != "rgb(255, 0, 0)"


def test_a_mail_on_a_telephone_needs_no_sideways_scrolling(phone_page, matched):
    """And the console stays empty: the policy allows all that our mails need."""
    page = phone_page
    page.goto(reverse("demo_mail_message", args=["1.eml"]))
    frame = page.frame_locator("iframe.plp-mail").locator("html")
    frame.wait_for()
    assert page.viewport_size == PHONE
    assert frame.evaluate("it => it.scrollWidth - it.clientWidth") == 0
