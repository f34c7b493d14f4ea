"""Planted words: what is private appears to its author alone, in no page, mail, history or stored row."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse

from audit.models import AuditEvent
from notifications.delivery import deliver_due
from participants.models import Delegation
from partnerships import services
from partnerships.models import Aim, Meeting, MeetingWords, PlannedMeeting, Reflection, ReflectionShare
from plp.access import POLICIES
from plp.reminders import queue_due
from tests import make
from tests.make import timezone

pytestmark = pytest.mark.django_db

REFLECTION = "planted-reflection"
TAKE_AWAY = "planted-take-away"
AIM = "planted-aim"
WORDS = "planted-words"
PLACE = "planted-place"
TOPIC = "Race and inclusion"
SHARED, SENT = "planted-shared", "planted-sent"


@pytest.fixture
def planted(pair):
    """Amina wrote one of each; and there are people of every kind to read it."""
    pair.meeting = services.log_meeting(
        pair.partnership,
        held_on=pair.partnership.started_on,
        minutes=60,
        mode="teams",
        topics=["race"],
        words=WORDS,
        take_away=TAKE_AWAY,
        by=pair.amina_user,
    )
    services.add_aim(pair.partnership, words=AIM, shared=False, by=pair.amina_user)
    pair.reflection = services.write_reflection(pair.amina.participant, text=REFLECTION, by=pair.amina_user)
    for words, audience in ((SHARED, "partner"), (SENT, "facilitators")):
        reflection = services.write_reflection(pair.amina.participant, text=words, by=pair.amina_user)
        pair.share = services.share_reflection(reflection, audience=audience, seen=words, by=pair.amina_user)
    pair.plan = services.plan_meeting(
        pair.partnership,
        starts_at=timezone.now() + timedelta(days=9),
        minutes=60,
        mode="teams",
        where=PLACE,
        by=pair.amina_user,
    )
    services.give_guide(pair.cohort.programme, by=None)
    jo = make.a_person("Jo Smith")
    Delegation.objects.create(participant=pair.amina.participant, delegate=jo)
    other_pair = make.a_partnership(pair.cohort)
    superuser = make.a_person(is_superuser=True)
    pair.readers = {
        "author": pair.amina_user,
        "partner": pair.peter_user,
        "other": other_pair.partners.first().participant.user,
        "facilitator": pair.facilitator,
        "matcher": make.a_matcher(pair.cohort),
        "evaluator": make.an_evaluator(pair.cohort),
        "administrator": make.an_administrator(pair.cohort.programme),
        "superuser": superuser,
        "delegate": jo,
    }
    return pair


def keys(planted):
    return {
        "partnership": planted.partnership.pk,
        "meeting": planted.meeting.pk,
        "cohort": planted.cohort.pk,
        "reflection": planted.reflection.pk,
        "words": planted.meeting.words.get(shared=True).pk,
        "private": planted.meeting.words.get(shared=False).pk,
        "aim": Aim.objects.get().pk,
        "plan": planted.plan.pk,
        "share": planted.share.pk,
    }


def every_page(client, planted):
    """All the words of all the pages somebody can open, with each of the planted keys in each URL."""
    from django.urls import NoReverseMatch

    seen = []
    for name in POLICIES:
        if "logout" in name or "admin:login" in name:
            continue
        for key in [None, *keys(planted).values()]:
            try:
                url = reverse(name, args=[key] if key else [])
            except NoReverseMatch:
                continue
            seen.append(client.get(url).content.decode(errors="replace"))
    return "\n".join(seen)


ALLOWED = {
    "author": {REFLECTION, TAKE_AWAY, AIM, WORDS, PLACE, TOPIC, SHARED, SENT},
    "partner": {AIM, WORDS, PLACE, TOPIC, SHARED},
    "delegate": {PLACE},
    "facilitator": {SENT},
}


@pytest.mark.parametrize(
    "persona",
    [
        "author",
        "partner",
        "other",
        "facilitator",
        "matcher",
        "evaluator",
        "administrator",
        "superuser",
        "delegate",
    ],
)
def test_each_reads_what_is_promised_and_nothing_else(planted, client, persona):
    client.force_login(planted.readers[persona])
    seen = every_page(client, planted)
    planted_words = (REFLECTION, TAKE_AWAY, AIM, WORDS, PLACE, TOPIC, SHARED, SENT)
    assert {word for word in planted_words if word in seen} == ALLOWED.get(persona, set())


def test_no_mail_holds_any_of_it(planted, mailoutbox):
    queue_due(timezone.now())
    services.close_partnership(planted.partnership, by=planted.facilitator)
    deliver_due()
    sent = "\n".join(f"{mail.subject} {mail.body} {mail.alternatives}" for mail in mailoutbox)
    assert len(mailoutbox) >= 2
    # The place of a meeting is for both partners, and goes into their calendars.
    assert "planted" not in sent.replace(PLACE, "")
    assert [mail.subject for mail in mailoutbox if "planted" in mail.subject] == []


def test_the_database_and_the_history_hold_none_of_it(planted):
    with connection.cursor() as cursor:
        for model in (Aim, MeetingWords, Reflection, ReflectionShare, PlannedMeeting, Meeting, AuditEvent):
            cursor.execute(f"SELECT json_agg(t)::text FROM {model._meta.db_table} t")
            assert "planted" not in cursor.fetchone()[0]
    assert "planted" not in json.dumps(list(AuditEvent.objects.values_list("verb", flat=True)))


def test_a_reflection_makes_no_page_of_anybody_else_differ(planted, client):
    """Also not in a count, an order or a time."""

    def pages():
        body = {}
        for persona in ("partner", "facilitator", "superuser"):
            client.force_login(planted.readers[persona])
            for url in (
                reverse("home"),
                reverse("reflection_list"),
                reverse("partnership_detail", args=[planted.partnership.pk]),
                reverse("partnership_list", args=[planted.cohort.pk]),
            ):
                body[persona, url] = _steady(client.get(url))
        return body

    before = pages()
    services.write_reflection(planted.amina.participant, text="one more", by=planted.amina_user)
    services.add_words(planted.meeting, text="one more", shared=False, by=planted.amina_user)
    assert pages() == before


def _steady(response):
    import re

    return re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFToken": )"\w+"', "", response.content.decode())


def test_errors_say_none_of_it(planted):
    with pytest.raises(PermissionDenied) as refused:
        services.edit_reflection(planted.reflection, text="x", by=planted.peter_user)
    assert "planted" not in str(refused.value)
    for thing in (planted.reflection, Aim.objects.get(), *MeetingWords.objects.all(), planted.meeting):
        assert "planted" not in f"{thing} {thing!r}"


def test_what_is_ones_own_concern_stays_out_of_everybodys_history(pair):
    root = make.a_person(is_superuser=True)
    before = set(AuditEvent.objects.open_to(root))
    reflection = services.write_reflection(pair.amina.participant, text="Mine", by=pair.amina_user)
    services.edit_reflection(reflection, text="Mine alone", by=pair.amina_user)
    services.delete_reflection(reflection, by=pair.amina_user)
    services.silence_nudges(pair.partnership, by=pair.amina_user)
    meeting = services.log_meeting(
        pair.partnership,
        held_on=timezone.localdate(),
        minutes=60,
        mode=Meeting.Mode.TEAMS,
        words="For us both.",
        take_away="For me.",
        by=pair.amina_user,
    )
    own = meeting.words.get(shared=False)
    services.edit_words(own, text="For me alone.", by=pair.amina_user)
    services.remove_words(own, by=pair.amina_user)

    shown = set(AuditEvent.objects.open_to(root)) - before
    assert {event.thing_type for event in shown} == {"partnerships.meeting", "partnerships.meetingwords"}
    assert {e.thing_id for e in shown} == {meeting.pk, meeting.words.get().pk}
    assert AuditEvent.objects.open_to(pair.amina_user).by(pair.amina_user).count() == len(shown) + 7
