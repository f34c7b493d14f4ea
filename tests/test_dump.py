"""A stolen dump: every table as text, in which nothing that people wrote about people can be read."""

import logging

import pytest
from django.apps import apps
from django.db import connection

from accounts.models import ParkedPost
from kit.vault import EncryptedJSONField, EncryptedTextField
from participants.models import ImportDraft, NotToBePaired, Participant
from partnerships.models import Aim, MeetingWords, Reflection
from partnerships.services import add_aim, log_meeting, write_reflection
from tests import make

pytestmark = pytest.mark.django_db
PLANTED = "wolkenkuckucksheim"


def dump():
    """Every row of every table of ours, as `pg_dump` would write it."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        text = []
        for table in tables:
            with cursor.cursor.copy(f'COPY "{table}" TO STDOUT') as rows:
                text += [bytes(row).decode() for row in rows]
    return "\n".join(text)


@pytest.fixture
def planted():
    """Somebody who has written the word wherever the programme lets people write."""
    partnership = make.a_partnership()
    place = partnership.partners.first()
    person, user = place.participant, place.participant.user
    log_meeting(
        partnership,
        held_on=partnership.started_on,
        minutes=60,
        mode="teams",
        words=f"{PLANTED} for both",
        take_away=f"{PLANTED} for me",
        by=user,
    )
    write_reflection(person, text=PLANTED, by=user)
    add_aim(partnership, words=PLANTED, shared=True, by=user)
    profile = person.profile
    profile.answer_1 = profile.answer_2 = profile.answer_3 = profile.access_needs = PLANTED
    profile.save()
    NotToBePaired.objects.create(participant=person, words=PLANTED)
    ParkedPost.objects.create(user=user, path=f"/?q={PLANTED}", fields={"text": [PLANTED]})
    ImportDraft.objects.create(
        cohort=person.cohort, made_by=user, table={"headers": ["Name"], "rows": [[PLANTED]], "numbers": [2]}
    )
    return person


def test_no_dump_holds_a_word_that_somebody_wrote(planted):
    assert (MeetingWords.objects.count(), Aim.objects.count(), Reflection.objects.count()) == (2, 1, 1)
    assert PLANTED not in dump()


def test_the_search_of_the_dump_finds_what_is_not_encrypted(planted):
    Participant.objects.filter(pk=planted.pk).update(directorate=PLANTED)
    assert PLANTED in dump()


def test_writing_and_reading_log_no_statement_with_the_words(planted, caplog):
    caplog.set_level(logging.INFO)
    write_reflection(planted, text=PLANTED, by=planted.user)
    assert PLANTED in Reflection.objects.filter(author=planted).first().text
    assert PLANTED not in caplog.text


def test_every_free_text_about_people_is_an_encrypted_field():
    """Names each encrypted field, so that one that loses its lock is missed here."""
    found = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, (EncryptedTextField, EncryptedJSONField))
    }
    expected = {
        "Aim.words",
        "ImportDraft.table",
        "Match.reason",
        "MatchingProfile.access_needs",
        "MatchingProfile.answer_1",
        "MatchingProfile.answer_2",
        "MatchingProfile.answer_3",
        "MeetingWords.text",
        "NotToBePaired.words",
        "ParkedPost.fields",
        "ParkedPost.path",
        "Reflection.text",
        "Response.answers",
        "TextAnswer.text",
    }
    assert expected - found == set()
