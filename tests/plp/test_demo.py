"""The demo's pages: for this machine, in the demo, and nowhere else."""

import os
import time
from email.message import EmailMessage

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from notifications.previews import style_hash
from plp.demo.people import CAST, DOMAIN, OTHER_CAST, OTHER_DOMAIN, people_to_be
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def in_the_demo(settings):
    settings.DEMO = True


@pytest.fixture
def cast():
    """Everybody one can be, by the part of their address before the @."""
    who = {name: make.a_person(email=f"{name}@{DOMAIN}") for name in CAST}
    return who | {name: make.a_person(email=f"{name}@{OTHER_DOMAIN}") for name in OTHER_CAST}


@pytest.fixture
def mailbox(tmp_path, monkeypatch):
    """The catcher's folder with one mail in it; beside it a file that is nobody's business."""
    folder = tmp_path / "mail"
    folder.mkdir()
    monkeypatch.setenv("PLP_DEMO_MAILBOX", str(folder))
    (tmp_path / "secret.eml").write_text("Subject: ochre-heron\n\nochre-heron")
    (folder / "note.txt").write_text("ochre-heron")
    put(folder, "1.eml", "Your place is confirmed", html=render_to_string("emails/base.html"))
    return folder


def put(folder, name, subject, *, to="amina@trust.example", text="Hello <b>Amina</b>", html="", at=None):
    mail = EmailMessage()
    mail["To"], mail["Subject"], mail["Date"] = to, subject, "Mon, 23 Nov 2026 10:00:00 +0000"
    mail.set_content(text)
    if html:
        mail.add_alternative(html, subtype="html")
    (folder / name).write_bytes(bytes(mail))
    if at:
        os.utime(folder / name, (at, at))


def addresses(cast):
    return {
        "demo_people": reverse("demo_people"),
        "demo_sign_in": reverse("demo_sign_in", args=[cast["root"].pk]),
        "demo_mail": reverse("demo_mail"),
        "demo_mail_message": reverse("demo_mail_message", args=["1.eml"]),
        "demo_mail_html": reverse("demo_mail_html", args=["1.eml"]),
    }


def statuses(client, cast, method, **extra):
    return {getattr(client, method)(url, **extra).status_code for url in addresses(cast).values()}


# ---- who may open them ----


@pytest.mark.parametrize("method", ["get", "post"])
def test_outside_the_demo_none_of_it_exists(client, cast, mailbox, method):
    assert statuses(client, cast, method) == {404}
    client.force_login(cast["root"])
    assert statuses(client, cast, method) == {404}


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("address", ["10.0.0.5", "192.168.1.20", "::ffff:10.0.0.5", "", "127.0.0.1.example"])
def test_in_the_demo_another_machine_finds_none_of_it(client, cast, mailbox, in_the_demo, method, address):
    assert statuses(client, cast, method, REMOTE_ADDR=address) == {404}


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_in_the_demo_this_machine_finds_it(client, cast, mailbox, in_the_demo, address):
    found = addresses(cast)
    found.pop("demo_sign_in")
    assert {client.get(url, REMOTE_ADDR=address).status_code for url in found.values()} == {200}


def test_the_sign_in_page_offers_people_only_in_the_demo_and_on_this_machine(client, cast, settings):
    page = reverse("account_login")
    assert "/demo/" not in client.get(page).content.decode()
    settings.DEMO = True
    html = client.get(page).content.decode()
    assert [f"/demo/be/{user.pk}/" in html for user in cast.values()] == [True] * len(cast)
    assert "/demo/" not in client.get(page, REMOTE_ADDR="10.0.0.5").content.decode()


# ---- being somebody ----


def test_one_click_makes_one_anybody_of_the_cast(client, cast, in_the_demo):
    for user in cast.values():
        response = client.post(reverse("demo_sign_in", args=[user.pk]))
        assert (response.status_code, response.headers["Location"]) == (302, "/")
        assert client.session["_auth_user_id"] == str(user.pk)
        assert client.get("/").status_code == 200


def test_nobody_but_the_cast_can_be_chosen(client, cast, in_the_demo):
    other = make.a_person(email=f"somebody@{DOMAIN}")
    assert client.post(reverse("demo_sign_in", args=[other.pk])).status_code == 404
    assert "_auth_user_id" not in client.session


def test_following_a_link_makes_one_nobody(client, cast, in_the_demo):
    assert client.get(reverse("demo_sign_in", args=[cast["root"].pk])).status_code == 405
    assert "_auth_user_id" not in client.session


def test_another_site_cannot_make_one_somebody(cast, in_the_demo):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    assert strict.post(reverse("demo_sign_in", args=[cast["root"].pk])).status_code == 403


def test_the_page_lists_the_cast_in_order_with_what_they_are(client, cast, in_the_demo):
    assert [person.role for person in people_to_be()] == [*CAST.values(), *OTHER_CAST.values()]
    html = client.get(reverse("demo_people")).content.decode()
    places = [html.index(f"/demo/be/{cast[name].pk}/") for name in [*CAST, *OTHER_CAST]]
    assert places == sorted(places)


def test_before_anything_is_loaded_the_page_says_so(client, in_the_demo):
    assert "Nobody is loaded yet." in client.get(reverse("demo_people")).content.decode()


# ---- mail ----


def test_mails_are_listed_newest_first(client, mailbox, in_the_demo):
    now = time.time()
    for number, subject in enumerate(["Older", "Newest", "Oldest"]):
        put(mailbox, f"{number + 2}.eml", subject, at=now + [200, 300, 100][number])
    html = client.get(reverse("demo_mail")).content.decode()
    subjects = ["Newest", "Older", "Oldest", "Your place is confirmed"]
    assert [html.index(f">{subject}<") for subject in subjects] == sorted(
        html.index(f">{subject}<") for subject in subjects
    )
    assert "ochre-heron" not in html


def test_a_mail_shows_its_head_and_its_text_escaped(client, mailbox, in_the_demo):
    html = client.get(reverse("demo_mail_message", args=["1.eml"])).content.decode()
    assert '<h1 class="nhsuk-heading-l">Your place is confirmed</h1>' in html
    assert "To amina@trust.example, Monday 23 November, 10:00" in html
    assert "Hello &lt;b&gt;Amina&lt;/b&gt;" in html


def test_an_empty_mailbox_and_none_at_all_say_so(client, tmp_path, monkeypatch, in_the_demo):
    for folder in (tmp_path, tmp_path / "missing"):
        monkeypatch.setenv("PLP_DEMO_MAILBOX", str(folder))
        assert "No mail has been sent yet." in client.get(reverse("demo_mail")).content.decode()


@pytest.mark.parametrize(
    "name",
    [
        "../secret.eml", "..%2Fsecret.eml", "%2e%2e%2fsecret.eml", "..%5Csecret.eml", "/etc/passwd",
        "note.txt", "1.eml%00", "1.eml%0A", "2.eml", ".eml", "..", "%2Fetc%2Fpasswd.eml",
    ],
)  # fmt: skip
def test_only_mails_of_the_folder_can_be_read(client, mailbox, in_the_demo, name):
    for address in (f"/demo/mail/{name}/", f"/demo/mail/{name}/html/"):
        response = client.get(address)
        assert response.status_code == 404
        assert "ochre-heron" not in response.content.decode()


def test_a_link_out_of_the_folder_is_no_mail(client, mailbox, in_the_demo):
    (mailbox / "link.eml").symlink_to(mailbox.parent / "secret.eml")
    assert client.get(reverse("demo_mail_message", args=["link.eml"])).status_code == 404
    assert "ochre-heron" not in client.get(reverse("demo_mail")).content.decode()


def test_the_html_of_a_mail_may_do_nothing_but_look_like_our_mails(client, mailbox, in_the_demo):
    response = client.get(reverse("demo_mail_html", args=["1.eml"]))
    policy = dict(
        part.strip().split(" ", 1) for part in response.headers["Content-Security-Policy"].split(";")
    )
    assert policy == {
        "default-src": "'none'",
        "style-src": style_hash(),
        "frame-ancestors": "'self'",
        "sandbox": "allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation",
    }
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "no-store" in response.headers["Cache-Control"]
