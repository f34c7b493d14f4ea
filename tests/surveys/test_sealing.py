"""The seal: whole after a crash at any point, and nobody's answer falls between it and the sending."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection, connections, transaction
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from kit.vault import VaultError
from surveys import keys, tasks
from surveys.models import Response, SealedBox, Survey, SurveyDraft, SurveyInvitation, TextAnswer
from surveys.services import answering, save_draft, seal_survey, sealing, send_answers
from tests.surveys.conftest import LEADER, a_scene, browser_of, close, open_in

pytestmark = pytest.mark.django_db(transaction=True)
OPTIONS = ["All", "Some", "One", "None"]


class Crash(Exception):
    pass


@pytest.fixture
def answered(scene):
    """Four have sent, one has begun, the survey has closed."""
    for number, invitation in enumerate(scene.invitations[:4]):
        answers = {"group": LEADER, "check_ins": OPTIONS[number], "anything_else": f"Words of {number}"}
        send_answers(invitation, answers)
    save_draft(scene.invitations[4], {"group": LEADER})
    close(scene.survey)
    return scene


def assert_whole(survey):
    """Sealed and swept: every answer once, and nothing else left."""
    survey.refresh_from_db()
    assert survey.sealed_at is not None
    assert survey.swept_at is not None
    assert sorted(r.answers["check_ins"] for r in Response.objects.all()) == sorted(OPTIONS)
    assert sorted(t.text for t in TextAnswer.objects.all()) == [f"Words of {n}" for n in range(4)]
    assert (SealedBox.objects.count(), SurveyDraft.objects.count()) == (0, 0)
    assert keys.survey_keys().names() == []
    assert AuditEvent.objects.filter(thing_id=survey.pk, verb="sealed").count() == 1


def test_the_seal_stores_every_answer_once_and_destroys_the_rest(answered):
    assert seal_survey(answered.survey) is True
    assert_whole(answered.survey)
    assert set(Response.objects.values_list("answers", flat=True)[0]) == {"group", "check_ins"}
    assert seal_survey(answered.survey) is True
    assert_whole(answered.survey)


def test_nothing_is_sealed_before_the_close(scene):
    send_answers(scene.invitations[0], {"group": LEADER})
    assert seal_survey(scene.survey) is False
    assert (SealedBox.objects.count(), Response.objects.count()) == (1, 0)
    assert keys.are_here(scene.survey)


def test_a_survey_nobody_answered_is_sealed_too(scene):
    close(scene.survey)
    assert seal_survey(scene.survey) is True
    assert Response.objects.count() == 0
    assert keys.survey_keys().names() == []


def test_another_open_survey_is_left_alone(answered):
    other = open_in(a_scene())
    send_answers(other.invitations[0], {"group": LEADER})
    save_draft(other.invitations[1], {"group": LEADER})
    seal_survey(answered.survey)
    assert (other.survey.boxes.count(), SurveyDraft.objects.count()) == (1, 1)
    assert keys.are_here(other.survey)
    close(other.survey)
    assert seal_survey(other.survey) is True


# --- A crash at each point


@pytest.mark.parametrize(
    "step",
    ["record", "destroy_keys", "_rewrite_tables", "one of two keys", "TextAnswer", "SealedBox"],
)
def test_after_a_crash_at_any_point_a_second_run_makes_it_whole(answered, monkeypatch, step):
    def crashes(*args, **kwargs):
        raise Crash

    with monkeypatch.context() as patch:
        if step == "one of two keys":
            store = keys.survey_keys()
            patch.setattr(sealing, "destroy_keys", lambda survey: store.destroy(survey.pk) or crashes())
        elif step in {"TextAnswer", "SealedBox"}:  # halfway through the one transaction
            patch.setattr(
                getattr(sealing, step).objects, "bulk_create" if step == "TextAnswer" else "filter", crashes
            )
        else:
            patch.setattr(sealing, step, crashes)
        with pytest.raises(Crash):
            seal_survey(answered.survey)
    in_the_transaction = step in {"record", "TextAnswer", "SealedBox"}
    assert (SealedBox.objects.count(), Response.objects.count()) == ((4, 0) if in_the_transaction else (0, 4))
    assert list(Survey.objects.to_seal(timezone.now())) == [answered.survey]
    assert seal_survey(answered.survey) is True
    assert_whole(answered.survey)
    assert not Survey.objects.to_seal(timezone.now()).exists()


def test_a_process_killed_between_the_commit_and_the_keys_leaves_nothing_readable_twice(answered):
    """`_store_answers` alone is what a kill right after the commit leaves behind."""
    assert sealing._store_answers(answered.survey) is True
    assert keys.survey_keys().exists(answered.survey.pk)
    assert tasks.seal_closed_surveys() == 1
    assert_whole(answered.survey)


# --- A key that is missing


def test_a_missing_key_destroys_nothing_and_is_said_in_words(answered, caplog):
    folder = keys.survey_keys().folder
    elsewhere = folder.rename(folder.with_name("moved away"))
    with pytest.raises(VaultError, match="not in the folder of keys"):
        seal_survey(answered.survey)
    assert tasks.seal_closed_surveys() == 0
    assert "cannot be sealed" in caplog.text
    assert (SealedBox.objects.count(), SurveyDraft.objects.count(), Response.objects.count()) == (4, 1, 0)
    assert sealing.is_locked_out(answered.survey)
    overview = reverse("survey_overview", args=[answered.cohort.pk])
    page = browser_of(answered.evaluator).get(overview).content.decode()
    assert "The key is missing" in page
    elsewhere.rename(folder)
    assert tasks.seal_closed_surveys() == 1
    assert_whole(answered.survey)
    assert "The key is missing" not in browser_of(answered.evaluator).get(overview).content.decode()


def test_a_wrong_key_is_as_good_as_none(answered):
    keys.survey_keys().destroy(answered.survey.pk)
    keys.survey_keys().put(answered.survey.pk, b"k" * 32)
    with pytest.raises(VaultError):
        seal_survey(answered.survey)
    assert SealedBox.objects.count() == 4


def test_one_survey_without_its_key_keeps_no_other_waiting(answered):
    other = open_in(a_scene())
    send_answers(other.invitations[0], {"group": LEADER})
    close(other.survey)
    keys.survey_keys().destroy(answered.survey.pk)
    assert tasks.seal_closed_surveys() == 1
    other.survey.refresh_from_db()
    assert other.survey.is_sealed


def test_a_damaged_box_stops_the_seal_and_the_page_says_it_takes_too_long(answered):
    box = SealedBox.objects.first()
    SealedBox.objects.filter(pk=box.pk).update(box=bytes(reversed(bytes(box.box))))
    with pytest.raises(VaultError):
        seal_survey(answered.survey)
    assert (SealedBox.objects.count(), Response.objects.count()) == (4, 0)
    overview = reverse("survey_overview", args=[answered.cohort.pk])
    client = browser_of(answered.evaluator)
    assert "This takes longer than it should" not in client.get(overview).content.decode()
    Survey.objects.update(closes_at=timezone.now() - timedelta(hours=1))
    assert "This takes longer than it should" in client.get(overview).content.decode()


# --- At the same moment


def at_once(acts):
    start = threading.Barrier(len(acts), timeout=60)

    def run(act):
        try:
            connections["default"].ensure_connection()
            start.wait()
            return act()
        except ValidationError as refused:
            return refused.messages[0]
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_twenty_parallel_posts_make_one_box(scene):
    user = scene.people[0].user
    browser_of(user).post(reverse("survey_page", args=[scene.survey.pk, 1]), {"group": LEADER})
    browsers = [browser_of(user) for _ in range(20)]
    check = reverse("survey_check", args=[scene.survey.pk])
    answers = at_once([lambda one=one: one.post(check) for one in browsers])
    thanks = reverse("survey_thanks", args=[scene.survey.pk])
    assert Counter((a.status_code, a.headers.get("Location")) for a in answers) == {(302, thanks): 20}
    assert (SealedBox.objects.count(), SurveyDraft.objects.count()) == (1, 0)


def test_everybody_at_once_waits_for_nobody(scene):
    at_once([lambda one=one: send_answers(one, {"group": LEADER}) for one in scene.invitations])
    assert SealedBox.objects.count() == 6
    assert SurveyInvitation.objects.filter(has_answered=True).count() == 6


def test_sending_and_preparing_at_once_with_the_seal_is_inside_or_refused(scene):
    """Six senders and the seal start together, round after round: each answer is stored, or its sender told no."""
    scenes = [open_in(a_scene()) for _ in range(4)]
    for one in scenes:
        Survey.objects.filter(pk=one.survey.pk).update(closes_at=timezone.now() + timedelta(seconds=0.15))
        acts = [lambda i=i: send_answers(i, {"group": LEADER}) for i in one.invitations]
        acts += [lambda i=i: save_draft(i, {"group": LEADER}) for i in one.invitations]

        def seal_soon(survey=one.survey):
            while not seal_survey(survey):
                pass

        at_once([*acts, seal_soon])
        marked = SurveyInvitation.objects.filter(survey=one.survey, has_answered=True).count()
        assert Response.objects.filter(survey=one.survey).count() == marked
        assert (SealedBox.objects.count(), SurveyDraft.objects.count()) == (0, 0)


def race(scene, monkeypatch):
    """The seal begins when a sender has put in the box and not committed: (what the sender was told, orphans)."""
    put_in, go_on = threading.Event(), threading.Event()
    create = SealedBox.objects.create

    def slowly(**fields):
        box = create(**fields)
        put_in.set()
        go_on.wait(2)
        return box

    monkeypatch.setattr(SealedBox.objects, "create", slowly)

    def send():
        with transaction.atomic():
            send_answers(scene.invitations[0], {"group": LEADER})
        return "sent"

    def seal():
        put_in.wait(10)
        travel.start()
        threading.Timer(1, go_on.set).start()
        return seal_survey(scene.survey)

    travel = time_machine.travel(scene.survey.closes_at + timedelta(minutes=1), tick=True)
    try:
        told = at_once([send, seal])[0]
    finally:
        travel.stop()
    return told, SealedBox.objects.count(), Response.objects.count()


def test_an_answer_on_its_way_when_the_seal_begins_is_inside(scene, monkeypatch):
    assert race(scene, monkeypatch) == ("sent", 0, 1)


def test_without_holding_the_survey_that_answer_would_be_lost(scene, monkeypatch):
    """The control: with the lock off, the box is put in after the seal has looked, and never opened."""

    def unheld(invitation):
        return SurveyInvitation.objects.select_related("survey").get(pk=invitation.pk)

    monkeypatch.setattr(answering, "_own_turn", unheld)
    assert race(scene, monkeypatch) == ("sent", 1, 0)


# --- The task


def test_the_task_seals_what_has_closed_and_nothing_else(answered):
    still_open = open_in(a_scene())
    assert tasks.seal_closed_surveys() == 1
    assert tasks.seal_closed_surveys() == 0
    assert_whole_of(answered.survey)
    still_open.survey.refresh_from_db()
    assert not still_open.survey.is_sealed


def assert_whole_of(survey):
    survey.refresh_from_db()
    assert survey.swept_at is not None


def test_three_tasks_at_once_seal_once(answered):
    assert sorted(at_once([tasks.seal_closed_surveys.run] * 3))[-1] == 1
    assert_whole(answered.survey)


def test_the_task_goes_away_while_another_one_seals(answered):
    with ThreadPoolExecutor(1) as pool:

        def hold():
            with connections["default"].cursor() as cursor:
                cursor.execute("SELECT pg_advisory_lock(%s)", [tasks.SEALING])

        def let_go():
            with connections["default"].cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [tasks.SEALING])
            connections["default"].close()

        pool.submit(hold).result()
        assert tasks.seal_closed_surveys() == 0
        assert SealedBox.objects.count() == 4
        pool.submit(let_go).result()
    assert tasks.seal_closed_surveys() == 1


def test_beat_calls_the_task(settings):
    called = [entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()]
    assert tasks.seal_closed_surveys.name in called


def size(model):
    """Bytes of a table on the disk, its long values included, without indexes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_relation_size(oid) + pg_relation_size(reltoastrelid) FROM pg_class WHERE relname = %s",
            [model._meta.db_table],
        )
        return cursor.fetchone()[0]


@contextmanager
def elsewhere():
    """A connection of somebody else's, in a transaction with an old snapshot."""
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT pg_current_xact_id()")
            yield cursor
    finally:
        other.rollback()
        other.close()


def test_the_rewritten_tables_hold_no_dead_row(answered):
    """Also while somebody has an old transaction open, which would make a VACUUM keep them."""
    with elsewhere():
        seal_survey(answered.survey)
        assert [size(model) for model in (SealedBox, SurveyDraft)] == [0, 0]


def test_another_surveys_boxes_lose_their_order_too(answered):
    other = open_in(a_scene())
    for invitation in other.invitations:
        send_answers(invitation, {"group": LEADER})
    seal_survey(answered.survey)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT xmin::text), count(*) FROM surveys_sealedbox")
        assert cursor.fetchone() == (1, 6)
    assert seal_survey(close(other.survey))
    assert Response.objects.filter(survey=other.survey).count() == 6


def test_a_dump_that_holds_the_tables_only_puts_the_last_step_off(answered):
    with elsewhere() as dump:
        dump.execute("SELECT count(*) FROM surveys_sealedbox")
        assert tasks.seal_closed_surveys() == 0
        assert Response.objects.count() == 4
        assert keys.survey_keys().names() == []
    assert tasks.seal_closed_surveys() == 1
    assert_whole(answered.survey)


def test_the_seal_refuses_to_run_inside_a_transaction(answered):
    with pytest.raises(RuntimeError), transaction.atomic():
        seal_survey(answered.survey)
    assert keys.are_here(answered.survey)
