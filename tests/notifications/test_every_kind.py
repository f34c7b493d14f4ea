"""Every kind of message of every app: written from a small world, and each of its links opened."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.utils import timezone

from checkins.services import add_session, publish_sessions
from notifications import kinds
from notifications.delivery import render
from notifications.models import Message
from participants.models import Delegation, Side, TeamRole
from partnerships.models import FitCheck
from partnerships.services import ask_for_contact, plan_meeting, share_reflection, write_reflection
from surveys.services.preparing import make_ready, prepare_survey
from tests import make

pytestmark = pytest.mark.django_db
KINDS = sorted(kind.name for kind in kinds.all_kinds())
ME, PARTNER = "Zebedee Quillfeather", "Marigold O'Thistlewood"


@pytest.fixture
def world():
    """What each kind may be about, for one recipient who takes part and has a partner."""

    world = SimpleNamespace()
    world.cohort = make.a_cohort(starts_on=timezone.localdate() - timedelta(days=70))
    world.facilitator = make.a_facilitator(world.cohort, name="Ottoline Facilitator")
    make.an_evaluator(world.cohort, name="Evander Evaluator")
    world.participant = make.a_participant(world.cohort, Side.NETWORK, name=ME)
    world.participant.answer_by = timezone.localdate() + timedelta(days=7)
    world.participant.could_be_leader, world.participant.asked_side = True, Side.LEADER
    world.participant.save()
    world.user = world.participant.user
    partner = make.a_participant(world.cohort, Side.LEADER, name=PARTNER)
    world.partnership = make.a_partnership(world.cohort, partners=[world.participant, partner])
    world.place = world.partnership.partners.get(participant=world.participant)
    world.others_place = world.partnership.partners.get(participant=partner)
    world.delegation = Delegation.objects.create(participant=partner, delegate=world.user)
    world.plan = plan_meeting(
        world.partnership,
        starts_at=timezone.now() + timedelta(days=9),
        minutes=60,
        mode="teams",
        where="Room 2, Ward B",
        by=partner.user,
    )
    world.role = TeamRole.objects.get(user=world.facilitator)
    now = timezone.now()
    world.launch = add_session(world.cohort, "launch", now + timedelta(days=3), by=world.facilitator)
    details = {"place": "Teams", "link": "https://teams.example/x"}
    tomorrow = now + timedelta(days=1)
    world.session = add_session(world.cohort, "check_in", tomorrow, **details, by=world.facilitator)
    publish_sessions(world.cohort, by=world.facilitator)
    return world


def an_invitation(world):
    survey = make_ready(prepare_survey(world.cohort, by=world.facilitator), by=world.facilitator)
    return survey.invitations.get(participant=world.participant)


def a_share(world, audience):
    """What the partner shares with the recipient, or sends to the facilitators, of whom the recipient is one."""
    if audience == "facilitators":
        make.a_facilitator(world.cohort, world.user)
    author = world.others_place.participant
    reflection = write_reflection(author, text="Kept words", by=author.user)
    return share_reflection(reflection, audience=audience, seen="Kept words", by=author.user)


ABOUT = {
    "launch_invitation": lambda world: world.cohort,
    **dict.fromkeys(
        ["checkin_invitation", "checkin_tomorrow", "session_moved", "session_cancelled"],
        lambda world: world.session,
    ),
    **dict.fromkeys(
        [
            "profile_received",
            "profile_typed",
            "profile_unfinished",
            "place_confirmed",
            "place_offered",
            "place_reminder",
            "place_taken_back",
            "side_asked",
            "waiting_list",
            "not_this_time",
        ],
        lambda world: world.participant,
    ),
    "role_confirmed": lambda world: world.role,
    "delegation_given": lambda world: world.delegation,
    "matched": lambda world: world.partnership,
    "nothing_logged": lambda world: world.place,
    **dict.fromkeys(["meeting_planned", "meeting_moved", "meeting_cancelled"], lambda world: world.plan),
    **dict.fromkeys(
        ["partnership_completed", "partnership_extended", "partnership_reopened", "ending_question"],
        lambda world: world.place,
    ),
    "fit_check": lambda world: FitCheck.objects.create(place=world.place, due_on=timezone.localdate()),
    **dict.fromkeys(
        ["contact_request", "contact_cover", "contact_nobody"],
        lambda world: ask_for_contact(world.participant, concerns="me", by=world.user),
    ),
    "reflection_shared": lambda world: a_share(world, "partner"),
    "reflection_sent": lambda world: a_share(world, "facilitators"),
    "partner_left": lambda world: world.others_place,
    **dict.fromkeys(["partnership_ended", "partnership_withdrawn"], lambda world: world.place),
    **dict.fromkeys(["survey_open", "survey_reminder", "survey_extended"], an_invitation),
}


# Letters to a team lead to pages of the team.
READERS = dict.fromkeys(
    ["contact_request", "contact_cover", "contact_nobody"], lambda world: world.facilitator
)


@pytest.fixture
def a_message(world):
    def make_one(kind):
        assert kind in ABOUT, f"say in ABOUT what a message of the kind {kind} is about"
        return Message.objects.create(
            key=f"{kind}:x:{world.user.pk}:1",
            kind=kind,
            to=world.user,
            about_id=ABOUT[kind](world).pk,
            cohort_id=world.cohort.pk,
        )

    return make_one


def links(words):
    return set(re.findall(r"https?://[^\s\"'<>)]+", words.replace("&amp;", "&")))


def test_the_table_of_this_test_knows_no_kind_that_is_gone():
    assert set(ABOUT) - set(KINDS) == set()


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_written_well(kind, a_message):
    email = render(a_message(kind))
    html = email.alternatives[0][0]
    subject, text = email.subject, email.body
    assert subject
    assert "\n" not in subject
    assert len(subject) <= 78
    names = {word for name in (ME, PARTNER, "Ottoline", "Evander") for word in name.split()}
    assert [word for word in names if word in subject] == []
    assert "&" not in re.sub(r"https?://\S+", "", text)  # no HTML escapes in plain text
    assert "<" not in text
    assert links(text) == links(html)
    assert [link for link in links(text) if not link.startswith(settings.BASE_URL + "/")] == []
    assert links(text) or kind in ("not_this_time", "partnership_withdrawn")  # nothing to do about it
    assert re.search(r'(href|src)="(?!https?://|mailto:)', html) is None
    assert "<img" not in html
    assert "src=" not in html
    assert "utm_" not in html
    assert "\nYou get this" in text
    assert "You get this" in html
    assert "mentor" not in (subject + text + html).lower()
    assert re.search(r"\bNone\b|\{\{|\{%|, ,|  \S", text) is None


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_says_nothing_to_a_mailbox_others_read(kind, a_message, world):
    world.user.mail_is_shared = True
    world.user.save()
    email = render(a_message(kind))
    words = email.subject + email.body + email.alternatives[0][0]
    assert [word for word in (*ME.split(), *PARTNER.split()) if word in words] == []
    assert links(email.body) == {settings.BASE_URL + "/"}


def everything():
    """Every row of every table, but for sessions and when somebody last signed in."""
    rows = {}
    for model in apps.get_models():
        if model._meta.label == "sessions.Session":
            continue
        fields = [field.attname for field in model._meta.concrete_fields if field.name != "last_login"]
        rows[model._meta.label] = sorted(repr(row) for row in model.objects.values_list(*fields))
    return rows


@pytest.mark.parametrize("kind", KINDS)
def test_opening_a_link_changes_nothing(kind, a_message, world):
    """Mail scanners open every link of every mail, also as nobody; only a button may change something."""
    email = render(a_message(kind))
    signed_in, scanner = Client(), Client()
    signed_in.force_login(world.user)
    before = everything()
    for client in (scanner, signed_in):
        for link in links(email.body):
            for method in (client.get, client.head):
                response = method(link.removeprefix(settings.BASE_URL), follow=True)
                assert response.status_code in {200, 404, 405}, link
    assert everything() == before


@pytest.mark.parametrize("kind", KINDS)
def test_every_link_leads_somewhere(kind, a_message, world):
    email = render(a_message(kind))
    client = Client()
    client.force_login(READERS.get(kind, lambda world: world.user)(world))
    for link in links(email.body):
        assert client.get(link.removeprefix(settings.BASE_URL), follow=True).status_code == 200, link


@pytest.mark.parametrize("kind", KINDS)
def test_a_message_about_something_gone_is_withdrawn_not_stuck(kind, a_message):
    message = a_message(kind)
    message.about_id = message.pk
    with transaction.atomic():
        assert kinds.kind_named(kind).still_true(message) is False
