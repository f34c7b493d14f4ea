"""The import's pages: three steps, no private column on any of them, and never a broken page."""

from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from participants.models import ImportDraft, Participant
from tests import make

pytestmark = pytest.mark.django_db
PLANTED = "PLANTED-private-word"
SAMPLE = Path("plp/demo/forms-export.csv").read_bytes()
HEADERS = [
    "Email",
    "Name",
    "Which place would you like?",
    "About you",
    "Learn and share",
    "A good partnership for me",
    "Anyone you would rather not be paired with?",
    "Anything to make this accessible?",
    "Which of these describe you?",
]
ROW = ["amina@trust.example", "Amina", "BME partner", PLANTED, PLANTED, PLANTED, PLANTED, PLANTED, PLANTED]


@pytest.fixture
def cohort():
    return make.a_cohort()


@pytest.fixture
def facilitator(cohort, client):
    user = make.a_facilitator(cohort)
    client.force_login(user)
    return user


def upload(client, cohort, data, name="people.csv"):
    return client.post(reverse("import_upload", args=[cohort.pk]), {"file": SimpleUploadedFile(name, data)})


def columns_of(client, draft):
    form = client.get(reverse("import_columns", args=[draft.pk])).context["form"]
    return {name: form[name].value() or "" for name in form.fields}


def through_to_check(client, cohort, data, name="people.csv"):
    upload(client, cohort, data, name)
    draft = ImportDraft.objects.latest("made_at")
    client.post(reverse("import_columns", args=[draft.pk]), columns_of(client, draft))
    return reverse("import_check", args=[draft.pk])


def encodings():
    text = SAMPLE.decode("utf-8-sig")
    yield "utf-8 with a mark", SAMPLE
    yield "utf-8", text.encode()
    yield "windows-1252", text.encode("cp1252", errors="replace")


@pytest.mark.parametrize("data", [pytest.param(data, id=name) for name, data in encodings()])
def test_the_sample_walks_through_all_three_steps(client, cohort, facilitator, data):
    check = through_to_check(client, cohort, data)
    page = client.get(check)
    assert page.context["run"].problems == []
    assert "Import these 54 people" in page.content.decode()
    response = client.post(check, {"checked": "now"})
    assert response.url == reverse("participant_list", args=[cohort.pk])
    assert Participant.objects.filter(cohort=cohort, state="sent").count() == 54


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_semicolons_and_tabs_do_too(client, cohort, facilitator, delimiter):
    rows = [HEADERS[:6], ["joy@trust.example", "Joy", "Senior leader", "a", "b", "c"]]
    data = "\n".join(delimiter.join(row) for row in rows).encode()
    check = through_to_check(client, cohort, data)
    client.post(check, {"checked": "now"})
    assert Participant.objects.get().side == "leader"


def test_a_workbook_does_too(client, cohort, facilitator):
    book = Workbook()
    book.active.append(HEADERS[:6])
    book.active.append(["joy@trust.example", "Joy", "BME partner", "a\nb", "b", "c"])
    file = BytesIO()
    book.save(file)
    check = through_to_check(client, cohort, file.getvalue(), "people.xlsx")
    client.post(check, {"checked": "now"})
    assert Participant.objects.get().profile.answer_1 == "a\nb"


def test_no_page_of_an_import_shows_a_private_cell(client, cohort, facilitator):
    data = "\n".join([",".join(HEADERS), ",".join(ROW), ",".join(["", "", "", *ROW[3:]])]).encode()
    check = through_to_check(client, cohort, data)
    draft = ImportDraft.objects.get()
    pages = [
        client.get(reverse("import_columns", args=[draft.pk])),
        client.get(check),
        client.post(check, {"checked": "now"}),
        client.post(check, {}),
    ]
    assert [page.status_code for page in pages] == [200] * 4
    assert [PLANTED in page.content.decode() for page in pages] == [False] * 4
    assert "Row" in pages[1].content.decode()


def test_somebody_has_to_say_that_they_checked_the_people(client, cohort, facilitator):
    check = through_to_check(client, cohort, SAMPLE)
    response = client.post(check, {})
    assert response.status_code == 200
    assert Participant.objects.count() == 0


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "empty.csv"),
        (b"\x00\x01\x02", "people.csv"),
        (b"PK\x03\x04broken", "people.xlsx"),
        (b"\xd0\xcf\x11\xe0", "old.xls"),
        (b'Email,Name\n"never closed', "people.csv"),
        (b"Email", "people.csv"),
        (b"a@trust.example,b\nc@trust.example,d", "people.csv"),
    ],
)
def test_a_file_that_cannot_be_read_is_explained(client, cohort, facilitator, data, name):
    response = upload(client, cohort, data, name)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert ImportDraft.objects.count() == 0


def test_nonsense_in_the_columns_page_is_refused_and_kept(client, cohort, facilitator):
    upload(client, cohort, SAMPLE)
    draft = ImportDraft.objects.get()
    data = columns_of(client, draft) | {"column_3": "", "column_0": "nonsense"}
    response = client.post(reverse("import_columns", args=[draft.pk]), data)
    assert response.status_code == 200
    assert ImportDraft.objects.get().choices is None


def test_the_check_comes_after_the_columns(client, cohort, facilitator):
    upload(client, cohort, SAMPLE)
    draft = ImportDraft.objects.get()
    response = client.get(reverse("import_check", args=[draft.pk]))
    assert response.url == reverse("import_columns", args=[draft.pk])


def test_a_draft_is_found_by_who_uploaded_it_only(client, cohort, facilitator):
    check = through_to_check(client, cohort, SAMPLE)
    client.force_login(make.a_facilitator(cohort))
    assert client.get(check).status_code == 404
    assert client.post(check, {"checked": "now"}).status_code == 404


def test_who_checks_them_later_finds_each_in_the_list_to_check(client, cohort, facilitator):
    client.post(through_to_check(client, cohort, SAMPLE), {"checked": "later"})
    assert Participant.objects.filter(cohort=cohort).to_check().count() == 54


def test_who_has_checked_them_finds_nobody_to_check(client, cohort, facilitator):
    client.post(through_to_check(client, cohort, SAMPLE), {"checked": "now"})
    assert Participant.objects.filter(cohort=cohort).to_check().count() == 0


def test_the_file_can_be_thrown_away_from_both_steps(client, cohort, facilitator):
    check = through_to_check(client, cohort, SAMPLE)
    draft = ImportDraft.objects.get()
    discard = reverse("import_discard", args=[draft.pk])
    for page in (reverse("import_columns", args=[draft.pk]), check):
        assert f'action="{discard}"' in client.get(page).content.decode()
    assert client.post(discard).url == reverse("participant_list", args=[cohort.pk])
    assert (ImportDraft.objects.count(), Participant.objects.count()) == (0, 0)


def test_nobody_else_throws_it_away(client, cohort, facilitator):
    through_to_check(client, cohort, SAMPLE)
    client.force_login(make.a_facilitator(cohort))
    discard = reverse("import_discard", args=[ImportDraft.objects.get().pk])
    assert client.post(discard).status_code == 404
    assert ImportDraft.objects.count() == 1


def test_another_kind_of_file_is_named_first(client, cohort, facilitator):
    response = upload(client, cohort, b"# Notes\n\nSome, words\nand more, words, here", "notes.md")
    first, _ = response.context["form"].errors["file"]
    assert first.startswith("This does not look like a table.")
