"""Reading a spreadsheet's headings and cells: pure, so no database."""

from datetime import datetime
from pathlib import Path
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest

from kit.tables import AmbiguousDates, read_table
from participants import columns

SAMPLE = Path("plp/demo/forms-export.csv")
WORDS = columns.Words(
    leader=("Senior leader", "Senior leaders"),
    network=("BME partner", "BME partners"),
    leader_group=("Associate director or above",),
    network_group=("Black or minority ethnic background",),
)
HEADERS = [
    "Email",
    "Name",
    "Which place would you like?",
    "About you",
    "Learn and share",
    "A good partnership for me",
]
ROW = ["amina@trust.example", "Amina Yusuf", "BME partner", "one", "two", "three"]


def read(rows, headers=HEADERS, **options):
    numbers = list(range(2, len(rows) + 2))
    return columns.read_rows(headers, rows, numbers, columns.guess(headers), WORDS, **options)


def words_of(problems):
    return [(problem.number, problem.words) for problem in problems]


def test_guess_knows_every_column_of_the_sample():
    table = read_table(SAMPLE.read_bytes(), SAMPLE.name)
    assert list(columns.guess(table.headers).values()) == [
        "",
        "",
        "sent_at",
        "email",
        "name",
        "side",
        "groups",
        "directorate",
        "site",
        "band",
        "line_manager_email",
        "channel",
        "answer_1",
        "answer_2",
        "answer_3",
        "mode",
        "days",
        "access_needs",
        "not_with",
    ]


def test_sample_reads_as_54_people_without_a_problem():
    table = read_table(SAMPLE.read_bytes(), SAMPLE.name)
    people, problems = columns.read_rows(
        table.headers, table.rows, table.numbers, columns.guess(table.headers), WORDS
    )
    assert problems == []
    assert len(people) == 54
    assert sorted(person.sides for person in people) == [["leader"]] * 27 + [["network"]] * 27
    assert sum(person.groups == ["leader", "network"] for person in people) == 3
    emails = {person.email for person in people}
    assert all(person.line_manager_email in emails for person in people)


def test_first_row_of_the_sample_is_understood_in_every_column():
    table = read_table(SAMPLE.read_bytes(), SAMPLE.name)
    people, _ = columns.read_rows(
        table.headers, table.rows, table.numbers, columns.guess(table.headers), WORDS
    )
    david = people[0]
    assert (david.number, david.email, david.name) == (
        2,
        "david.bramley@northshire-trust.example",
        "David Bramley",
    )
    assert (david.directorate, david.site, david.band) == ("Community Physical Health", "Wathwood", "Band 8d")
    assert (david.mode, david.days, david.channel) == ("online", ["mon", "fri"], "colleague")
    assert david.not_with == ["Sunita Moyo, we have worked together before"]
    # American order: 03/02/26 is 2 March, because others in the column can only be read so.
    assert david.sent_at == datetime(2026, 3, 2, 20, 14, tzinfo=ZoneInfo("Europe/London"))


def test_line_breaks_inside_an_answer_are_kept():
    people, problems = read([[*ROW[:3], "one\nand more", "two", "three"]])
    assert problems == []
    assert people[0].answers == ["one\nand more", "two", "three"]


def test_a_place_is_only_what_the_person_ticked_not_what_group_they_belong_to():
    headers = [*HEADERS, "Which of these describe you?"]
    both = "Associate director or above;Black or minority ethnic background;"
    people, _ = read([[*ROW, both]], headers)
    assert (people[0].sides, people[0].groups) == (["network"], ["leader", "network"])


def test_both_places_ticked_leave_the_side_open():
    people, problems = read([[*ROW[:2], "BME partner;Senior leader;", *ROW[3:]]])
    assert problems == []
    assert people[0].sides == ["network", "leader"]


def test_an_address_twice_in_the_file_is_a_problem_of_the_second_row():
    _, problems = read([ROW, ["AMINA@trust.example ", *ROW[1:]]])
    assert words_of(problems) == [(3, "The same e-mail stands in row 2.")]


@pytest.mark.parametrize(
    ("column", "cell", "sentence"),
    [
        (0, "", "The work e-mail is missing or is not an e-mail address."),
        (0, "amina at work", "The work e-mail is missing or is not an e-mail address."),
        (1, "", "The name is missing."),
        (2, "Manager", "The place they would like should be “Senior leader” or “BME partner”."),
        (3, "", "The first answer is empty."),
        (5, "", "The third answer is empty."),
    ],
)
def test_each_fault_is_named_with_its_row(column, cell, sentence):
    row = list(ROW)
    row[column] = cell
    _, problems = read([row])
    assert words_of(problems) == [(2, sentence)]


def test_problems_never_repeat_a_private_cell():
    planted = "PLANTED-secret"
    headers = [
        *HEADERS,
        "Anyone you would rather not be paired with?",
        "Access needs",
        "Line manager's email",
    ]
    _, problems = read([["", "", "", "", "", "", planted, planted, planted]], headers)
    assert len(problems) == 7
    assert [p for p in problems if planted in p.words] == []


def test_dates_that_could_be_either_ask_which():
    headers = [*HEADERS, "Completion time"]
    rows = [[*ROW, "03/02/26 20:14:00"]]
    with pytest.raises(AmbiguousDates):
        read(rows, headers)
    people, _ = read(rows, headers, month_first=False)
    assert people[0].sent_at == datetime(2026, 2, 3, 20, 14, tzinfo=ZoneInfo("Europe/London"))


def test_a_column_of_words_chosen_as_dates_is_one_problem():
    headers = [*HEADERS, "Completion time"]
    _, problems = read([[*ROW, "soon"], ["b@trust.example", *ROW[1:], "later"]], headers)
    assert words_of(problems) == [
        (2, "“When they sent it” holds something that is not a date. You can leave that column out.")
    ]


def test_missing_columns_are_named():
    assert columns.missing_columns({"a": "email", "b": "name", "c": "side", "d": "answer_1"}) == [
        "Second answer",
        "Third answer",
    ]


def test_a_heading_as_long_as_a_book_takes_no_time():
    began = perf_counter()
    assert list(columns.guess(["place " * 100_000, "Name"]).values()) == ["", "name"]
    assert perf_counter() - began < 2
