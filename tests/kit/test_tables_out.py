"""Tables going out: formula-safe, nameless, readable again."""

import csv
import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.tables import csv_bytes, read_table, xlsx_bytes


def workbook(*sheets, **properties):
    """An XLSX of sheets, each a list of rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"Sheet {number}")
        for row in rows:
            sheet.append(row)
    for name, value in properties.items():
        setattr(book.properties, name, value)
    return saved(book)


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


FORMULAS = ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "=HYPERLINK('x')"]


def csv_cells(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def xlsx_sheet(data):
    return openpyxl.load_workbook(io.BytesIO(data)).active


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_becomes_a_formula(text):
    assert csv_cells(csv_bytes([text], [[text]])) == [["'" + text], ["'" + text]]
    cells = [row[0] for row in xlsx_sheet(xlsx_bytes([text], [[text]])).iter_rows()]
    assert [cell.data_type for cell in cells] == ["s", "s"]
    assert [cell.value[0] for cell in cells] == ["'", "'"]


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_no_text_at_all_begins_like_a_formula(row):
    for cell in csv_cells(csv_bytes(["x"] * len(row), [row]))[1:][0]:
        assert cell[:1] not in tuple("=+-@\t\r\n")


def test_numbers_stay_numbers_the_negative_ones_too():
    values = [3, -3, 0.5, Decimal("88.5"), True, None, date(2026, 3, 2), "3", "a, b"]
    assert csv_cells(csv_bytes(["x"], [values]))[1] == [
        "3",
        "-3",
        "0.5",
        "88.5",
        "True",
        "",
        "2026-03-02",
        "3",
        "a, b",
    ]
    row = [cell.value for cell in xlsx_sheet(xlsx_bytes(["x"], [values]))[2]]
    assert row == [3, -3, 0.5, 88.5, "True", None, "2026-03-02", "3", "a, b"]


def test_a_moment_with_a_time_zone_can_be_written():
    moment = datetime(2026, 3, 2, 19, 56, tzinfo=UTC)
    assert csv_cells(csv_bytes(["x"], [[moment]]))[1] == ["2026-03-02 19:56:00+00:00"]
    assert xlsx_sheet(xlsx_bytes(["x"], [[moment]]))["A2"].value == "2026-03-02 19:56:00+00:00"


def test_a_csv_begins_with_the_mark_that_excel_needs():
    assert csv_bytes(["Zoë"], []) == b"\xef\xbb\xbfZo\xc3\xab\r\n"


def test_a_workbook_names_no_author():
    data = xlsx_bytes(["Name"], [["Ann"]], title="Results")
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        core = packed.read("docProps/core.xml").decode()
    assert [word in core for word in ("openpyxl", "creator", "lastModifiedBy")] == [False] * 3
    assert xlsx_sheet(data).title == "Results"
    assert xlsx_sheet(data).freeze_panes == "A2"


@pytest.mark.parametrize("letter", ["\x00", "\x07", "\x0b", "\x1f", "\ufffe", "\uffff", "\ud800"])
def test_letters_that_no_file_can_hold_are_left_out_and_hide_no_formula(letter):
    row = [f"a{letter}b", f"{letter}=1+1"]
    for data, name in ((csv_bytes(["x", "y"], [row]), "a.csv"), (xlsx_bytes(["x", "y"], [row]), "a.xlsx")):
        assert read_table(data, name).rows == [["ab", "'=1+1"]]


def test_the_marks_excel_writes_for_a_line_break_are_left_out():
    assert read_table(workbook([["a"], ["one_x000D_\ntwo"]]), "a.xlsx").rows == [["one\ntwo"]]


cell = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"),
    max_size=20,
).map(lambda text: "x" + text + "x")


@given(st.lists(st.lists(cell, min_size=3, max_size=3), min_size=1, max_size=5))
def test_what_is_written_is_read_again(rows):
    rows = [[value.replace("\xa0", " ").replace("_x000D_", "") for value in row] for row in rows]
    headers = ["One", "Two", "Three"]
    for data, name in ((csv_bytes(headers, rows), "a.csv"), (xlsx_bytes(headers, rows), "a.xlsx")):
        table = read_table(data, name)
        assert (table.headers, table.rows) == (headers, rows)
