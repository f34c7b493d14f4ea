import csv
import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from kit import tables
from kit.tables import AmbiguousDates, TableError, guess_date, read_table, xlsx_bytes

PLANTED = "wolkenkuckucksheim"


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


# --- CSV in


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize(
    ("written", "found"), [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("cp1252", "cp1252")]
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_csv_is_read_however_it_was_saved(delimiter, written, found, newline):
    lines = ["Name|What I said", "Zoë O’Neill|“Hello”", "Renée|£5 – no more"]
    data = newline.join(lines).replace("|", delimiter).encode(written)
    table = read_table(data, "people.csv")
    assert table.headers == ["Name", "What I said"]
    assert table.rows == [["Zoë O’Neill", "“Hello”"], ["Renée", "£5 – no more"]]
    assert (table.encoding, table.delimiter) == (found, delimiter)


def test_line_breaks_and_delimiters_inside_an_answer_stay_there():
    table = read_table(b'Name,Answer\r\nAnn,"first\r\nsecond, and; ""third"""\r\nBob,x\r\n', "a.csv")
    assert table.rows == [["Ann", 'first\nsecond, and; "third"'], ["Bob", "x"]]


def test_rows_are_numbered_as_a_spreadsheet_shows_them():
    table = read_table(b'Name,Answer\nAnn,"two\nlines"\n,\n\nBob,x\n', "a.csv")
    assert table.rows == [["Ann", "two\nlines"], ["Bob", "x"]]
    assert table.numbers == [2, 5]


def test_lists_full_of_semicolons_do_not_make_a_comma_file_a_semicolon_file():
    table = read_table(b"Name,Days;times\nAnn,Monday;Friday;\nBob,Monday;Tuesday;Friday;\nCem,\n", "a.csv")
    assert table.headers == ["Name", "Days;times"]
    assert table.delimiter == ","


def test_decimal_commas_do_not_make_a_semicolon_file_a_comma_file():
    table = read_table(b"Name;Hours, weekly\nAnn;37,5\nBob;20\n", "a.csv")
    assert (table.delimiter, table.rows) == (";", [["Ann", "37,5"], ["Bob", "20"]])


def test_when_two_delimiters_fit_equally_well_the_one_with_more_columns_wins():
    assert read_table(b"a;b,c;d\n1;2,3;4\n", "a.csv").headers == ["a", "b,c", "d"]
    assert read_table(b"a,b;c,d\n1,2;3,4\n", "a.csv").headers == ["a", "b;c", "d"]


def test_one_column_is_a_table_too():
    table = read_table(b"Name\nAnn\nBob\n", "a.csv")
    assert (table.headers, table.rows) == (["Name"], [["Ann"], ["Bob"]])


def test_the_first_line_in_which_excel_names_the_delimiter_is_not_a_heading():
    table = read_table(b"sep=;\r\nName;Answer\r\nAnn;a,b\r\n", "a.csv")
    assert (table.headers, table.rows, table.numbers) == (["Name", "Answer"], [["Ann", "a,b"]], [2])


def test_cells_are_trimmed_also_of_the_spaces_that_look_like_others():
    table = read_table("\xa0Name\xa0of us , Answer\n  Ann ,\tx\n".encode(), "a.csv")
    assert (table.headers, table.rows) == (["Name of us", "Answer"], [["Ann", "x"]])


def test_headings_that_repeat_or_are_missing_get_names_of_their_own():
    table = read_table(b"Name,,Name,Name (2),,Name\na,b,c,d,,e\n", "a.csv")
    assert table.headers == ["Name", "Column B", "Name (3)", "Name (2)", "Name (4)"]
    assert table.rows == [["a", "b", "c", "d", "e"]]


def test_columns_without_heading_or_content_are_left_out():
    table = read_table(b"Name,,\nAnn,,\nBob,,\n", "a.csv")
    assert (table.headers, table.rows) == (["Name"], [["Ann"], ["Bob"]])


def test_rows_that_do_not_fit_the_headings_are_named_by_number_and_never_padded():
    with pytest.raises(TableError, match=r"than there are headings: 3, 5\.$"):
        read_table(b"a,b,c\n1,2,3\n1,2\n1,2,3\n1,2,3,4\n", "a.csv")
    many = b"a,b\n" + b"1,2\n" * 20 + b"x\n" * 7
    with pytest.raises(TableError, match=r"headings: 22, 23, 24, 25, 26 and others\.$"):
        read_table(many, "a.csv")


def test_empty_cells_past_the_headings_do_no_harm():
    assert read_table(b"a,b\n1,2,,\n", "a.csv").rows == [["1", "2"]]


def test_a_file_with_headings_alone_is_an_empty_table():
    assert read_table(b"a,b\n", "a.csv").rows == []


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf", b" , \n"])
def test_an_empty_file_says_so(data):
    with pytest.raises(TableError, match="The file is empty"):
        read_table(data, "a.csv")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"a,b\n1,\x00", "not a text file"),
        ("a,b\n1,2".encode("utf-16"), "not a text file"),
        (b"a,b\n\x81\x8d,2", "cannot be read"),
        (b"\xef\xbb\xbfa,b\n\xe9,2", "cannot be read"),
        (b'a,b\n1,2\n3,"never closed\n', "quotation mark"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old Excel file"),
        (b"PK\x03\x04 and no more", "cannot be read"),
    ],
)
def test_a_file_that_is_no_table_gets_plain_words(data, words):
    with pytest.raises(TableError, match=words):
        read_table(data, "a.csv")


def test_a_text_that_is_called_a_workbook_gets_plain_words():
    with pytest.raises(TableError, match="called an Excel file"):
        read_table(b"a,b\n", "A.XLSX")


def test_no_error_quotes_a_cell():
    for data in (
        f"a,b\n{PLANTED}".encode(),
        f'a,b\n{PLANTED},"{PLANTED}'.encode(),
        f"a\n{PLANTED}\x00".encode(),
    ):
        with pytest.raises(TableError) as error:
            read_table(data, "a.csv")
        assert PLANTED not in str(error.value)


def test_too_much_is_refused():
    with pytest.raises(TableError, match="larger than 5 MB"):
        read_table(b"a" * 5_000_001, "a.csv")
    assert len(read_table(b"a\n" + b"1\n" * 10, "a.csv", max_rows=10).rows) == 10
    with pytest.raises(TableError, match="more than 10 rows"):
        read_table(b"a\n" + b"1\n" * 11, "a.csv", max_rows=10)
    with pytest.raises(TableError, match="more than 200 columns"):
        read_table(b"a," * 200 + b"a\n", "a.csv")


# --- XLSX in


def test_a_workbook_reads_like_the_csv_it_came_from():
    table = read_table(workbook([["Name", "Answer"], ["Ann", "two\nlines"], [None, None], ["Bob"]]), "a.xlsx")
    assert (table.headers, table.rows) == (["Name", "Answer"], [["Ann", "two\nlines"], ["Bob", ""]])
    assert (table.numbers, table.encoding, table.delimiter) == ([2, 4], "xlsx", "")


def test_dates_become_iso_and_numbers_lose_the_point_nobody_typed():
    values = [date(2026, 3, 2), datetime(2026, 3, 2, 19, 56), 8.0, 37.5, 26, True, "007"]  # noqa: DTZ001
    table = read_table(workbook([list("abcdefg"), values]), "a.xlsx")
    assert table.rows == [["2026-03-02", "2026-03-02 19:56:00", "8", "37.5", "26", "True", "007"]]


def test_the_first_visible_sheet_with_content_is_read():
    book = openpyxl.Workbook()
    hidden = book.create_sheet("Hidden", 0)
    hidden.append(["secret"])
    hidden.sheet_state = "hidden"
    book.create_sheet("Filled").append(["Name"])
    assert read_table(saved(book), "a.xlsx").headers == ["Name"]


def test_a_workbook_without_content_is_empty():
    with pytest.raises(TableError, match="The file is empty"):
        read_table(workbook([]), "a.xlsx")


def test_a_workbook_s_formula_is_read_as_its_last_result_never_as_a_formula():
    assert read_table(workbook([["a", "b"], ["=1+1", "x"]]), "a.xlsx").rows == [["", "x"]]


def rewritten(data, old, new):
    """The same workbook with some bytes of its parts changed, as another program would have written them."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w") as after:
        for part in before.namelist():
            after.writestr(part, before.read(part).replace(old, new))
    return out.getvalue()


def test_a_workbook_that_claims_to_be_smaller_than_it_is_is_read_whole():
    data = rewritten(workbook([["Name", "Answer"], ["Ann", "x"]]), b'ref="A1:B2"', b'ref="A1"')
    assert read_table(data, "a.xlsx").rows == [["Ann", "x"]]


def test_a_whole_number_written_with_a_point_is_read_without():
    data = rewritten(workbook([["a"], [8]]), b"<v>8</v>", b"<v>8.0</v>")
    assert read_table(data, "a.xlsx").rows == [["8"]]


def test_a_column_beside_the_headings_is_kept_under_its_letter():
    table = read_table(workbook([["Name"], ["Ann", None, "aside"]]), "a.xlsx")
    assert (table.headers, table.rows) == (["Name", "Column C"], [["Ann", "aside"]])


def test_a_workbook_that_unpacks_to_too_much_is_refused_before_it_is_opened(monkeypatch):
    def never(*args, **kwargs):
        raise AssertionError("opened")

    monkeypatch.setattr(tables, "load_workbook", never)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b" " * (tables.MAX_UNPACKED + 1))
    assert len(out.getvalue()) < 100_000
    with pytest.raises(TableError, match="too large once unpacked"):
        read_table(out.getvalue(), "a.xlsx")


def test_a_workbook_with_more_styles_than_cells_is_refused_before_it_is_opened():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/styles.xml", b" " * (tables.MAX_UNPACKED_BESIDE + 1))
    with pytest.raises(TableError, match="too large once unpacked"):
        read_table(out.getvalue(), "a.xlsx")


def test_a_long_file_is_told_by_its_first_rows():
    text = "name;age\n" + "Amina;41\n" * 20_000
    with pytest.raises(TableError, match="rows"):
        read_table(text.encode(), "a.csv")
    assert tables._sniff(text) == ";"


def test_a_cell_at_the_far_corner_of_the_sheet_costs_nothing():
    book = openpyxl.Workbook()
    book.active["A1"] = "Name"
    book.active["XFD900000"] = "far"
    with pytest.raises(TableError, match="too many rows"):
        read_table(saved(book), "a.xlsx")


def test_a_workbook_wider_than_a_form_is_refused():
    with pytest.raises(TableError, match="more than 200 columns"):
        read_table(workbook([[f"q{n}" for n in range(201)]]), "a.xlsx")


def test_a_damaged_workbook_gets_plain_words():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("hello.txt", PLANTED)
    with pytest.raises(TableError, match="cannot be read") as error:
        read_table(out.getvalue(), "a.xlsx")
    assert error.value.__suppress_context__ is True


# --- Dates


def test_one_date_decides_for_the_whole_column():
    assert guess_date(["03/02/26 19:56:00", "", " 03/25/26 04:14:00 "]) == "%m/%d/%y %H:%M:%S"
    assert guess_date(["03/02/2026", "25/03/2026"]) == "%d/%m/%Y"
    assert guess_date(["3/2/2026 1:05 PM", "3/14/2026 1:05 AM"]) == "%m/%d/%Y %I:%M %p"
    assert guess_date(["14.03.2026 13:05"]) == "%d.%m.%Y %H:%M"
    assert guess_date(["2026-03-02 19:56:00"]) == "%Y-%m-%d %H:%M:%S"
    assert guess_date(["2026-03-02"]) == "%Y-%m-%d"


def test_dates_that_could_be_either_are_asked_about():
    either = ["03/02/26", "01/12/26"]
    with pytest.raises(AmbiguousDates):
        guess_date(either)
    assert guess_date(either, month_first=True) == "%m/%d/%y"
    assert guess_date(either, month_first=False) == "%d/%m/%y"


def test_what_is_told_does_not_overrule_what_the_dates_say():
    assert guess_date(["25/03/26"], month_first=True) == "%d/%m/%y"


@pytest.mark.parametrize("values", [[], [""], ["soon"], ["25/03/26", "03/25/26"], ["01/02/26", "2026-01-02"]])
def test_what_is_not_one_kind_of_date_is_an_error(values):
    with pytest.raises(TableError, match="not all dates"):
        guess_date(values, month_first=True)


# --- A real form tool's export

SAMPLE = Path(__file__).parents[2] / "plp/demo/forms-export.csv"


def export():
    """Like Microsoft Forms: a mark, quoted answers with line breaks, lists that end in a semicolon, US dates."""
    lines = [
        "ID,Start time,Name,What would you like to learn?,Days",
        '1,03/02/26 19:56:00,Ann,"First line.\nSecond, with a comma; and a semicolon.",Monday;Friday;',
        '2,03/14/26 09:00:00,Zoë,"I said ""yes"".",Friday;',
    ]
    return "\r\n".join(lines).encode("utf-8-sig")


def test_a_forms_export_is_read_right():
    table = read_table(export(), "forms-export.csv")
    assert table.headers == ["ID", "Start time", "Name", "What would you like to learn?", "Days"]
    assert table.rows[0][3] == "First line.\nSecond, with a comma; and a semicolon."
    assert [row[4] for row in table.rows] == ["Monday;Friday;", "Friday;"]
    assert guess_date(row[1] for row in table.rows) == "%m/%d/%y %H:%M:%S"


def test_the_export_of_fifty_four_people_is_read_right_and_survives_every_way_of_saving_it():
    table = read_table(SAMPLE.read_bytes(), SAMPLE.name)
    assert (len(table.headers), len(table.rows), table.numbers[-1]) == (19, 54, 55)
    assert (table.encoding, table.delimiter) == ("utf-8-sig", ",")
    assert {row[0] for row in table.rows} == {str(number) for number in range(1, 55)}
    assert any("\n" in row[13] for row in table.rows)
    assert guess_date(row[1] for row in table.rows) == "%m/%d/%y %H:%M:%S"
    assert read_table(xlsx_bytes(table.headers, table.rows), "a.xlsx").rows == table.rows
    semicolons = io.StringIO(newline="")
    csv.writer(semicolons, delimiter=";").writerows([table.headers, *table.rows])
    again = read_table(semicolons.getvalue().encode(), "a.csv")
    assert (again.delimiter, again.rows) == (";", table.rows)
