"""Tables too long to wait for: a worker brings them in, all or nobody, once, also when it is killed half-way."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
from celery.signals import before_task_publish
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection, connections
from django.urls import reverse
from django.utils import timezone

from kit.tables import read_table
from notifications.models import Message
from participants.models import ImportDraft, Participant, TeamRole
from participants.services import (
    begin_import,
    choose_columns,
    discard_import,
    remembered_choices,
    run_import,
    start_import,
)
from participants.tasks import run_waiting_imports
from tests import make

HEADERS = "Email,Name,Which place would you like?,About you,Learn and share,A good partnership for me"
LARGE = 301


def a_table(rows):
    lines = [f"p{n}@trust.example,Person {n},BME partner,one,two,three" for n in range(rows)]
    return "\n".join([HEADERS, *lines]).encode()


def a_draft(rows=LARGE, begun=True):
    cohort = make.a_cohort()
    facilitator = make.a_facilitator(cohort)
    draft = start_import(cohort, read_table(a_table(rows), "a.csv"), by=facilitator)
    draft = choose_columns(draft, remembered_choices(draft), by=facilitator)
    return begin_import(draft, by=facilitator, checked=False) if begun else draft


@pytest.fixture
def queued():
    """What was put into the queue: the arguments of each task."""
    arguments = []

    def note(body, **_):
        arguments.append(body[:2])

    before_task_publish.connect(note)
    yield arguments
    before_task_publish.disconnect(note)


@pytest.mark.django_db
def test_the_worker_brings_them_in_and_empties_the_table():
    draft = a_draft()
    run_waiting_imports()
    draft.refresh_from_db()
    assert (draft.outcome, draft.running_since, draft.is_done) == ({"new": LARGE, "updated": 0}, None, True)
    assert (draft.table["rows"], draft.choices) == ([], None)
    assert Participant.objects.filter(cohort=draft.cohort).to_check().count() == LARGE
    assert Message.objects.filter(kind="profile_received").count() == LARGE


@pytest.mark.django_db
def test_doing_it_again_does_nothing():
    draft = a_draft()
    run_import(draft.pk)
    run_import(draft.pk)
    begin_import(draft, by=draft.made_by)
    run_waiting_imports()
    assert Participant.objects.count() == LARGE


@pytest.mark.django_db
def test_what_is_being_imported_is_not_thrown_away_or_read_anew():
    draft = a_draft()
    for act in (discard_import, lambda draft, by: choose_columns(draft, {}, by=by)):
        with pytest.raises(ValidationError, match="being imported just now"):
            act(draft, by=draft.made_by)


@pytest.mark.django_db
def test_what_stops_it_is_said_and_it_can_be_begun_again():
    draft = a_draft()
    ImportDraft.objects.filter(pk=draft.pk).update(running_since=timezone.now() - timedelta(hours=2))
    run_import(draft.pk)
    draft.refresh_from_db()
    assert (draft.is_running, draft.is_done, draft.problem) == (
        False,
        False,
        "It could not be done within an hour. Nobody was imported.",
    )
    begin_import(draft, by=draft.made_by)
    run_import(draft.pk)
    assert Participant.objects.count() == LARGE


@pytest.mark.django_db
def test_who_is_no_facilitator_any_more_imports_nobody():
    draft = a_draft()
    TeamRole.objects.filter(user=draft.made_by).update(ended_at=timezone.now(), ended_by=make.a_person())
    run_import(draft.pk)
    draft.refresh_from_db()
    assert (Participant.objects.count(), draft.problem) == (0, "You may not import here any more.")


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_half_way_leaves_nobody_and_the_next_tick_begins_anew():
    draft = a_draft(900)
    with ThreadPoolExecutor(1) as pool:
        pids, ready = [], Event()
        running = pool.submit(_run_on_own_connection, draft.pk, pids, ready)
        ready.wait(30)
        while ImportDraft.objects.get(pk=draft.pk).done < 200 and not running.done():
            pass
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", pids)
        with pytest.raises(OperationalError):
            running.result(60)
    draft.refresh_from_db()
    assert draft.done >= 200
    assert (Participant.objects.count(), Message.objects.count(), draft.is_running) == (0, 0, True)
    run_waiting_imports()
    draft.refresh_from_db()
    assert (Participant.objects.count(), draft.outcome) == (900, {"new": 900, "updated": 0})


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_bring_them_in_once():
    draft = a_draft(600)
    with ThreadPoolExecutor(2) as pool:
        for run in [pool.submit(_run_on_own_connection, draft.pk, [], Event()) for _ in range(2)]:
            run.result(120)
    assert Participant.objects.count() == 600
    assert Message.objects.filter(kind="profile_received").count() == 600


def _run_on_own_connection(key, pids, ready):
    own = connections["default"]
    try:
        with own.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            pids += cursor.fetchone()
        ready.set()
        run_import(key)
    finally:
        own.close()


@pytest.mark.django_db
def test_the_page_hands_over_the_key_alone_and_shows_how_far_it_is(client, queued):
    draft = a_draft(begun=False)
    client.force_login(draft.made_by)
    check, progress = (reverse(name, args=[draft.pk]) for name in ("import_check", "import_progress"))
    assert client.get(progress).url == check
    response = client.post(check, {"checked": "later"})
    client.post(check, {"checked": "later"})
    assert response.url == progress
    assert queued == [([str(draft.pk)], {})]
    draft.refresh_from_db()
    assert (draft.is_running, Participant.objects.count()) == (True, 0)
    page = client.get(progress).content.decode()
    assert (f"0 of {LARGE} rows" in page, 'http-equiv="refresh"' in page) == (True, True)
    assert client.get(check).url == progress
    assert client.get(reverse("import_columns", args=[draft.pk])).url == progress
    run_waiting_imports()
    page = client.get(progress).content.decode()
    assert (f"{LARGE} people have come in" in page, "http-equiv" in page) == (True, False)


@pytest.mark.django_db
def test_two_presses_of_the_button_import_a_small_table_once(client):
    draft = a_draft(3, begun=False)
    client.force_login(draft.made_by)
    check = reverse("import_check", args=[draft.pk])
    assert client.post(check, {"checked": "now"}).status_code == 302
    assert client.post(check, {"checked": "now"}).status_code == 404
    assert Participant.objects.count() == 3


@pytest.mark.django_db
def test_a_file_of_problems_names_rows_and_columns_and_repeats_no_cell(client):
    planted = "PLANTED-private-word"
    header = (
        HEADERS + ",Anyone you would rather not be paired with?,Anything to make this accessible?,Job title"
    )
    row = f"nonsense,,{planted},,{planted},{planted},{planted},{planted},{planted * 9}"
    cohort = make.a_cohort()
    client.force_login(make.a_facilitator(cohort))
    file = SimpleUploadedFile("people.csv", f"{header}\n{row}\n{row}".encode())
    client.post(reverse("import_upload", args=[cohort.pk]), {"file": file})
    draft = ImportDraft.objects.get()
    draft = choose_columns(draft, remembered_choices(draft), by=draft.made_by)
    url = reverse("import_problems", args=[draft.pk])
    for kind in ("csv", "xlsx"):
        data = client.get(f"{url}?as={kind}").content
        table = read_table(data, f"x.{kind}")
        assert table.headers == ["Row", "Column", "What to put right"]
        assert table.rows[0] == ["2", "Email", "The work e-mail is missing or is not an e-mail address."]
        assert ["2", "Which place would you like?"] in [cells[:2] for cells in table.rows]
        assert [cell for cells in table.rows for cell in cells if planted in cell] == []
    assert planted not in client.get(reverse("import_check", args=[draft.pk])).content.decode()


@pytest.mark.django_db
def test_only_who_uploaded_it_sees_how_far_it_is_and_what_to_put_right(client):
    draft = a_draft()
    client.force_login(make.a_facilitator(draft.cohort))
    for name in ("import_progress", "import_problems"):
        assert client.get(reverse(name, args=[draft.pk])).status_code == 404
