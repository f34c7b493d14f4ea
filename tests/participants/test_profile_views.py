"""Joining and one's own profile: what the pages show to whom, what they refuse, and that nothing typed is lost."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from participants.models import Participant, Side
from tests import make
from tests.passkeys import a_passkey

pytestmark = pytest.mark.django_db
State = Participant.State
PLANTED = "PLANTED-private-word"


def url(name, thing=None):
    return reverse(name, args=[thing.pk] if thing is not None else None)


def text(response):
    return response.content.decode()


def test_join_shows_the_start_page_and_opens_signing_up_for_this_visitor(client, cohort):
    response = client.get(f"/join/{cohort.join_code}/?via=intranet")
    assert response.status_code == 200
    assert client.session["join_code"] == cohort.join_code
    assert client.session["join_channel"] == "intranet"
    assert Participant.objects.count() == 0


def test_join_of_an_unknown_code_is_not_found(client):
    assert client.get("/join/nothing-here/").status_code == 404


@pytest.mark.parametrize(
    ("shift", "fields", "words"),
    [
        (0, {"opened": False}, "not open for joining yet"),
        (-200, {}, "not open for joining yet"),
        (+200, {}, "ended on"),
    ],
)
def test_join_is_kind_to_who_comes_too_early_or_far_too_late(client, clock, shift, fields, words):
    cohort = make.a_cohort(**fields)
    clock(timezone.now() + timedelta(days=shift))
    response = client.get(f"/join/{cohort.join_code}/")
    assert (response.status_code, words in text(response)) == (200, True)
    assert "join_code" not in client.session
    client.post(f"/join/{cohort.join_code}/")
    assert Participant.objects.count() == 0


def test_join_leads_to_signing_up_and_from_there_to_the_profile(client, cohort):
    page = f"/join/{cohort.join_code}/"
    client.get(page + "?via=staff-network")
    response = client.post(page)
    assert response.url == f"/account/signup/?next=%2Fjoin%2F{cohort.join_code}%2F"
    session = dict(client.session)
    newcomer = make.a_person()
    client.force_login(newcomer)
    signed_in = client.session
    signed_in.update({name: session[name] for name in ("join_code", "join_channel", "join_pressed")})
    signed_in.save()
    response = client.get(page)
    participant = Participant.objects.get()
    assert (participant.user, participant.channel) == (newcomer, "staff-network")
    assert response.url == url("profile_task_list", participant)


def test_join_link_alone_changes_nothing_for_who_is_signed_in(as_, cohort):
    client = as_(make.a_person())
    client.get(f"/join/{cohort.join_code}/")
    assert Participant.objects.count() == 0
    client.post(f"/join/{cohort.join_code}/")
    assert Participant.objects.count() == 1


@pytest.mark.parametrize(
    "page",
    [
        "profile_task_list",
        "profile_about",
        "profile_answers",
        "profile_practical",
        "profile_check",
        "profile_preview",
        "profile_withdraw",
        "delegation_list",
    ],
)
def test_a_profile_page_is_its_owners_alone(as_, cohort, page):
    person = make.a_participant(cohort, Side.NETWORK)
    assert as_(person.user).get(url(page, person)).status_code == 200
    facilitator = make.a_facilitator(cohort)
    make.a_participant(cohort, user=facilitator)
    for stranger in (facilitator, make.a_participant(cohort).user):
        assert as_(stranger).get(url(page, person)).status_code == 404


def test_saying_here_that_others_read_ones_mail_keeps_this_session_and_no_other(client, cohort):
    person = make.a_participant(cohort, state=State.STARTED)
    a_passkey(person.user)
    elsewhere = Client()
    for browser in (client, elsewhere):
        browser.force_login(person.user)
    client.post(url("profile_practical", person), {"mode": "", "mail_is_shared": "on"})
    assert client.get(url("profile_practical", person)).status_code == 200
    assert elsewhere.get(url("profile_practical", person)).status_code == 302


def test_unsaying_it_is_for_the_account_page_only(as_, cohort):
    person = make.a_participant(cohort, state=State.STARTED)
    User.objects.filter(pk=person.user_id).update(mail_is_shared=True)
    as_(User.objects.get(pk=person.user_id)).post(url("profile_practical", person), {"mode": ""})
    assert User.objects.get(pk=person.user_id).mail_is_shared is True


def test_profile_about_keeps_what_was_typed_when_something_is_wrong(as_, cohort):
    person = make.a_participant(cohort, state=State.STARTED)
    data = {"job_title": "Porter", "line_manager_email": "nobody", "could_be": ["leader", "network"]}
    response = as_(person.user).post(url("profile_about", person), data)
    assert response.status_code == 200
    assert 'value="Porter"' in text(response)
    assert 'value="nobody"' in text(response)
    person.refresh_from_db()
    assert (person.job_title, person.could_be_network) == ("", False)


def test_profile_answers_autosave_answers_without_a_page(as_, cohort):
    person = make.a_participant(cohort, state=State.STARTED)
    data = {"answer_1": "Half a thought", "answer_2": "", "answer_3": ""}
    response = as_(person.user).post(url("profile_answers", person), data, headers={"X-PLP-Autosave": "1"})
    assert (response.status_code, response.content) == (204, b"")
    person.profile.refresh_from_db()
    assert person.profile.answer_1 == "Half a thought"


def test_profile_answers_autosave_of_a_closed_profile_says_no(as_, cohort):
    person = make.a_participant(cohort, state=State.WITHDRAWN)
    response = as_(person.user).post(
        url("profile_answers", person), {"answer_1": "x"}, headers={"X-PLP-Autosave": "1"}
    )
    assert response.status_code == 422


def test_profile_answers_much_too_long_are_refused_and_kept_on_the_page(as_, cohort):
    person = make.a_participant(cohort, state=State.STARTED)
    long = "word " * 1300
    response = as_(person.user).post(url("profile_answers", person), {"answer_1": long})
    assert response.status_code == 200
    assert "about 150 words" in text(response)
    assert long.strip() in text(response)


def test_profile_check_says_what_is_missing(as_, cohort):
    person = make.a_participant(cohort, state=State.STARTED, side="", could_be_leader=False)
    response = as_(person.user).post(url("profile_check", person))
    assert response.status_code == 200
    assert "Say which place you could take" in text(response)


def test_profile_preview_shows_what_the_partner_reads_and_nothing_else(as_, cohort):
    person = make.a_participant(cohort, Side.NETWORK, directorate="Forensic", band="Band 6")
    person.profile.access_needs = PLANTED
    person.profile.save()
    page = text(as_(person.user).get(url("profile_preview", person)))
    for private in ("Forensic", "Band 6", PLANTED, "Black or minority", "BME partner"):
        assert private not in page
    assert person.profile.answer_1 in page
    person.profile.share_practical = True
    person.profile.save()
    assert PLANTED in text(as_(person.user).get(url("profile_preview", person)))


def _words(html):
    """A piece of a page as it stands, without the space between the tags."""
    return re.sub(r">\s+", ">", re.sub(r"\s+<", "<", html)).strip()


@pytest.mark.parametrize("shared", [False, True])
def test_profile_preview_is_to_the_letter_what_the_partner_then_reads(as_, cohort, shared):
    amina = make.a_participant(cohort, Side.NETWORK, name="Amina Yusuf", job_title="Ward <manager>")
    amina.profile.share_practical, amina.profile.access_needs = shared, f"captions {PLANTED}"
    amina.profile.save()
    page = text(as_(amina.user).get(url("profile_preview", amina)))
    preview = re.search(r"<h2[^>]*>Amina Yusuf</h2>(.*?)</div></section>", page, re.DOTALL)[1]
    peter = make.a_participant(cohort, name="Peter Hall")
    partnership = make.a_partnership(cohort, partners=[amina, peter])
    page = text(as_(peter.user).get(url("partnership_detail", partnership)))
    read = re.search(
        r'What Amina wrote.*?<div class="nhsuk-details__text">(.*?)</div>\s*</details>', page, re.DOTALL
    )[1]
    assert _words(preview) == _words(read)
    assert (PLANTED in read, "Ward &lt;manager&gt;" in read) == (shared, True)


def test_who_has_a_partner_is_led_to_ending_that_and_may_withdraw_after(as_, cohort):
    amina = make.a_participant(cohort, Side.NETWORK)
    make.a_partnership(cohort, partners=[amina, make.a_participant(cohort)])
    client = as_(amina.user)
    for page in ("profile_task_list", "profile_withdraw"):
        assert reverse("partnership_current") in text(client.get(url(page, amina)))
    assert url("profile_withdraw", amina) not in text(client.get(url("profile_task_list", amina)))
    client.post(url("profile_withdraw", amina))
    amina.refresh_from_db()
    assert amina.state == State.ACCEPTED
    amina.places.update(left_at=timezone.now())
    assert url("profile_withdraw", amina) in text(client.get(url("profile_task_list", amina)))
    client.post(url("profile_withdraw", amina))
    amina.refresh_from_db()
    assert amina.state == State.WITHDRAWN


def test_pause_by_page_for_oneself_and_for_somebody(as_, cohort):
    person = make.a_participant(cohort)
    until = (timezone.localdate() + timedelta(days=10)).isoformat()
    facilitator = make.a_facilitator(cohort)
    response = as_(facilitator).post(url("pause", person), {"until": until})
    assert response.url == url("participant_detail", person)
    assert as_(person.user).post(url("pause_end", person)).url == url("profile_task_list", person)
    assert as_(person.user).post(url("pause", person), {"until": "yesterday"}).status_code == 200
    matcher = make.a_matcher(cohort)
    make.a_facilitator(make.a_cohort(), matcher)
    assert as_(matcher).get(url("pause", person)).status_code == 404


def test_delegation_list_names_and_ends_an_assistant(as_, cohort):
    person = make.a_participant(cohort)
    as_(person.user).post(url("delegation_list", person), {"name": "Pat", "email": "pat@trust.example"})
    delegation = person.delegations.get()
    assert "pat@trust.example" in text(as_(person.user).get(url("delegation_list", person)))
    assert as_(make.a_participant(cohort).user).post(url("delegation_end", delegation)).status_code == 404
    as_(delegation.delegate).post(url("delegation_end", delegation))
    assert person.delegations.current().count() == 0


def test_whom_not_to_be_paired_with_is_a_list_one_can_read(as_):
    participant = make.a_participant(make.a_cohort(), state=State.STARTED)
    address = reverse("profile_practical", args=[participant.pk])
    page = as_(participant.user).post(address, {"not_with": "\n".join(f"Name {n}" for n in range(21))})
    assert "Name 20 people at most" in page.content.decode()
    assert participant.not_with.count() == 0
