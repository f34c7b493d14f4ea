"""The proof: `./run test tests/surveys/test_secrecy.py`. What it means stands in docs/privacy/survey-secrecy.md.

Twenty-six people answer in a known order. Then somebody who holds the whole database tries to tell whose answers
are whose. The same attack breaks a plain way of storing answers 26 of 26; of ours it reads nothing before the
seal, and after it scores what blind guessing scores.
"""

import base64
import random
import uuid

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.urls import reverse

from kit.vault import VaultError, open_box
from plp.sessions import SessionStore
from surveys.models import Response, SealedBox, SurveyInvitation, TextAnswer
from surveys.services import save_draft, seal_survey, send_answers
from tests.surveys.attack import hits, reidentify, rows_of
from tests.surveys.conftest import BOTH, LEADER, NETWORK, a_scene, browser_of, close, open_in

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 26
PLANTED = "Quincefeather {} told me so"
# Of 26 guesses one hits on average, with a variance of 1. Over all rounds of a test a sum beyond this comes by
# chance less than once in a million runs.
ROUNDS = 4
MORE_THAN_CHANCE = 20


# --- The control: a plain way to do it


@pytest.fixture
def plain_tables():
    """Tables as most would make them: no foreign key between them, no times, random keys."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE plain_invitation (id uuid PRIMARY KEY, has_answered boolean)")
        cursor.execute("CREATE TABLE plain_answer (id uuid PRIMARY KEY, words text)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE plain_invitation, plain_answer")


def plain_send(invitation, answer, *, together):
    def mark(cursor):
        cursor.execute("UPDATE plain_invitation SET has_answered = TRUE WHERE id = %s", [invitation])

    def store(cursor):
        cursor.execute("INSERT INTO plain_answer VALUES (%s, 'words')", [answer])

    with connection.cursor() as cursor:
        if together:
            with transaction.atomic():
                mark(cursor)
                store(cursor)
        else:
            mark(cursor)
            store(cursor)


@pytest.mark.parametrize(
    ("together", "how"),
    [(True, "same transaction"), (False, "xmin beside place"), (False, "xmin beside xmin")],
)
def test_the_attack_breaks_a_plain_schema_26_of_26(plain_tables, together, how):
    people = [uuid.uuid4() for _ in range(PEOPLE)]
    with connection.cursor() as cursor:
        for person in people:
            cursor.execute("INSERT INTO plain_invitation VALUES (%s, FALSE)", [person])
    random.shuffle(people)
    truth = {}
    for person in people:
        answer = uuid.uuid4()
        truth[str(person)] = {str(answer)}
        plain_send(person, answer, together=together)
    found = hits(reidentify(rows_of("plain_invitation"), rows_of("plain_answer")), truth)
    assert found[how] == PEOPLE


# --- Ours


@pytest.fixture
def cohort_of_26():
    return a_scene(pairs=PEOPLE // 2)


def everybody_sends(scene, *, through_pages=True):
    """All invited answer, in a random order that only this test knows: {invitation: their own words}.

    Through the pages, each signed in with a session of their own, or straight through the services.
    """
    told = {}
    for number, invitation in enumerate(random.sample(scene.invitations, PEOPLE)):
        words = told[str(invitation.pk)] = PLANTED.format(number)
        answers = {"group": random.choice([LEADER, NETWORK, BOTH]), "partnership_now": "Still meeting"}
        if not through_pages:
            save_draft(invitation, answers)
            send_answers(invitation, answers | {"anything_else": words})
            continue
        browser = browser_of(invitation.participant.user)
        browser.post(reverse("survey_page", args=[scene.survey.pk, 1]), answers)
        browser.post(reverse("survey_page", args=[scene.survey.pk, 7]), {"anything_else": words})
        sent = browser.post(reverse("survey_check", args=[scene.survey.pk]))
        assert sent.headers["Location"] == reverse("survey_thanks", args=[scene.survey.pk])
    assert not SurveyInvitation.objects.filter(survey=scene.survey, has_answered=False).exists()
    return told


def people_as_the_database_knows_them(scene):
    """The invitations, and beside each what their sessions say: last activity and place in the session table."""
    people = rows_of("surveys_surveyinvitation", f"survey_id = '{scene.survey.pk}'")
    whose = {
        str(pk): str(user) for pk, user in scene.survey.invitations.values_list("pk", "participant__user_id")
    }
    sessions = {}
    for session in Session.objects.order_by("expire_date"):
        sessions[SessionStore().decode(session.session_data).get("_auth_user_id")] = session
    places = {row["key"]: row["place"] for row in rows_of("django_session", key="session_key")}
    for person in people:
        session = sessions[whose[person["key"]]]
        person["session"] = session.expire_date.timestamp()
        person["session_place"] = places[session.session_key]
    return people


def truth_of(scene, told):
    """{invitation: keys of what is really theirs}, from the planted words that only the test knows."""
    by_words = {text.text: str(text.pk) for text in TextAnswer.objects.filter(survey=scene.survey)}
    return {invitation: {by_words[words]} for invitation, words in told.items()}


def test_before_the_seal_nothing_can_be_read_without_the_key(cohort_of_26):
    scene = open_in(cohort_of_26)
    everybody_sends(scene)
    assert (SealedBox.objects.count(), Response.objects.count(), TextAnswer.objects.count()) == (PEOPLE, 0, 0)
    assert len({len(box.box) for box in SealedBox.objects.all()}) == 1
    tried = [bytes(scene.survey.public_key), *every_value_of_32_bytes()]
    for box in SealedBox.objects.all():
        for key in tried:
            with pytest.raises(VaultError):
                open_box(bytes(box.box), key)


def every_value_of_32_bytes():
    """Whatever in the dump could be a key."""
    for _, text in dump():
        for cell in text.replace("\n", "\t").split("\t"):
            if cell.startswith("\\\\x") and len(cell) == 3 + 64:
                yield bytes.fromhex(cell[3:])


def test_after_the_seal_the_attack_scores_no_better_than_chance(cohort_of_26):
    """Several surveys of the same 26 people; each way of guessing is summed over all of them."""
    score = {}
    for number in range(ROUNDS):
        scene = open_in(cohort_of_26)
        told = everybody_sends(scene, through_pages=number == 0)
        people = people_as_the_database_knows_them(scene)
        assert seal_survey(close(scene.survey))
        after = people_as_the_database_knows_them(scene)
        truth = truth_of(scene, told)
        mine = f"survey_id = '{scene.survey.pk}'"
        for known in (people, after):  # before and after the seal: an attacker may hold both
            texts = rows_of("surveys_textanswer", mine)
            assert len({row["xmin"] for row in texts + rows_of("surveys_response", mine)}) <= 2
            guesses = reidentify(known, texts)
            assert guesses["same transaction"] == {}
            for how, right in hits(guesses, truth).items():
                score[how] = score.get(how, 0) + right
    worst = max(score, key=score.get)
    # Each way was tried with what was known before and after the seal, so 2 × ROUNDS × 1 hits are expected.
    assert score[worst] <= 2 * MORE_THAN_CHANCE, f"{worst}: {score[worst]}"
    assert sum(score.values()) > 0, "an attack that never guesses right by chance does not guess"


def test_closed_answers_and_own_words_stand_in_unrelated_orders(cohort_of_26):
    """Own words at place 5 and closed answers at place 5 are one person's no more often than by chance."""
    right = 0
    for _ in range(ROUNDS):
        scene = open_in(cohort_of_26)
        for number, invitation in enumerate(scene.invitations):
            reasons = ["To change the organisation"] * (number % 2)
            send_answers(
                invitation,
                {"group": LEADER, "why_joined": reasons, "how_met": str(number), "different": str(number)},
            )
        assert seal_survey(close(scene.survey))
        mine = f"survey_id = '{scene.survey.pk}'"
        for how in ("place", "key"):
            responses = sorted(rows_of("surveys_response", mine), key=lambda row: row[how])
            texts = sorted(rows_of("surveys_textanswer", mine), key=lambda row: row[how])
            closed = {str(r.pk): r.answers["how_met"] for r in Response.objects.filter(survey=scene.survey)}
            words = {str(t.pk): t.text for t in TextAnswer.objects.filter(survey=scene.survey)}
            right += sum(closed[r["key"]] == words[t["key"]] for r, t in zip(responses, texts, strict=True))
    assert right <= 2 * MORE_THAN_CHANCE


# --- A dump


def dump():
    """(table, its rows as text): what `pg_dump` would write, table by table."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            with cursor.copy(f'COPY "{table}" TO STDOUT') as rows:
                yield table, b"".join(bytes(chunk) for chunk in rows).decode()


def in_disguise(words):
    """The words in clear, in hexadecimal, and in base64 wherever they begin."""
    raw = words.encode()
    yield words
    yield raw.hex()
    for shift in range(3):
        yield base64.b64encode(b"\0" * shift + raw).decode()[4 if shift else 0 : -4]


def test_no_dump_before_or_after_holds_own_words_in_clear(cohort_of_26):
    scene = open_in(cohort_of_26)
    save_draft(scene.invitations[0], {"anything_else": PLANTED})
    everybody_sends(scene, through_pages=False)
    disguises = list(in_disguise("Quincefeather"))
    for when in ("before", "after"):
        if when == "after":
            assert seal_survey(close(scene.survey))
        found = [table for table, text in dump() for words in disguises if words in text]
        assert found == [], when


def test_the_search_of_the_dump_would_find_a_planted_word(scene):
    scene.cohort.name = "Quincefeather"
    scene.cohort.save()
    assert [table for table, text in dump() if "Quincefeather" in text] == ["participants_cohort"]


def counts():
    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            found[table] = cursor.fetchone()[0]
        return found


def test_sending_leaves_one_box_and_no_other_row(scene):
    invitation = scene.invitations[0]
    browser = browser_of(invitation.participant.user)
    browser.post(reverse("survey_page", args=[scene.survey.pk, 1]), {"group": LEADER})
    before = counts()
    browser.post(reverse("survey_check", args=[scene.survey.pk]))
    browser.get(reverse("survey_thanks", args=[scene.survey.pk]))
    after = counts()
    assert {t: after[t] - before[t] for t in after if after[t] != before[t]} == {
        "surveys_sealedbox": 1,
        "surveys_surveydraft": -1,
    }


def test_no_table_of_the_survey_keeps_a_time_per_person_or_counts_its_rows():
    """Nothing in the columns themselves could tell an order: no times, no sequences."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_name LIKE 'surveys_%%' "
            "AND table_name <> 'surveys_survey' AND (data_type LIKE 'timestamp%%' OR data_type = 'date' "
            "OR column_default LIKE 'nextval%%' OR is_identity = 'YES')"
        )
        assert cursor.fetchall() == []
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE contype = 'f' AND conrelid IN ("
            "'surveys_sealedbox'::regclass, 'surveys_response'::regclass, 'surveys_textanswer'::regclass) "
            "AND confrelid NOT IN ('surveys_survey'::regclass, 'surveys_question'::regclass)"
        )
        assert cursor.fetchall() == []


def test_logs_and_history_say_nothing_of_who_sent(scene, caplog):
    caplog.set_level("DEBUG")
    invitation = scene.invitations[0]
    browser = browser_of(invitation.participant.user)
    browser.post(reverse("survey_page", args=[scene.survey.pk, 1]), {"group": LEADER})
    browser.post(reverse("survey_check", args=[scene.survey.pk]))
    ours = [record.getMessage() for record in caplog.records if record.name.startswith(("surveys", "plp"))]
    assert [line for line in ours if str(invitation.pk) in line or "answer" in line] == []
    assert settings.LOGGING["loggers"]["django.db.backends"]["level"] == "INFO"
