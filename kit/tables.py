"""Tables in and out: what spreadsheets and form tools really write, and files that do nothing when opened.

In: CSV (UTF-8 with or without a byte order mark, Windows-1252; comma, semicolon or tab) and XLSX, every cell as text.
Out: CSV and XLSX in which no text can become a formula, and which name no author.
Errors are ``TableError``: a sentence for the person who chose the file. It never quotes a cell.
"""

import csv
import io
import re
import time
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import product

from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter

MAX_BYTES = 5_000_000
MAX_UNPACKED = 15_000_000
MAX_UNPACKED_BESIDE = 2_000_000  # styles, drawings and the like: nothing we read, and slow to take apart
SNIFFED = 100_000  # characters: enough for some hundred rows
MAX_ROWS = 5_000
MAX_COLUMNS = 200
DELIMITERS = "\t,;"


class TableError(ValueError):
    """A file that cannot be read as a table; the message says in plain words what to do about it."""


class AmbiguousDates(TableError):
    """Dates that could be read day first or month first: somebody has to say which."""


@dataclass(frozen=True)
class Table:
    """One table, all of it text. ``numbers`` are the rows' numbers as a spreadsheet shows them."""

    headers: list[str]
    rows: list[list[str]]
    numbers: list[int]
    encoding: str
    delimiter: str  # "" for XLSX


# --- In


def read_table(data: bytes, filename: str, *, max_rows: int = MAX_ROWS, max_bytes: int = MAX_BYTES) -> Table:
    """Read an uploaded file. What it is is told by its content; ``filename`` only sharpens an error.

    Blank rows and columns are left out, cells are trimmed, line breaks inside a cell are kept as ``\\n``. A
    heading that is missing becomes "Column C", one that comes again "Name (2)". ``TableError`` when the file is too
    large, cannot be read, or has rows that do not fit the headings (they are named by number, never padded:
    it usually means that an answer's line break or quotation mark was lost).
    """
    if len(data) > max_bytes:
        raise TableError(f"The file is larger than {max_bytes // 1_000_000} MB.")
    if data.startswith(b"PK\x03\x04"):
        return _table(_xlsx_rows(data), max_rows, encoding="xlsx", delimiter="")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise TableError("This is an old Excel file (.xls) or has a password. Save it as .xlsx without one.")
    if filename.lower().endswith((".xlsx", ".xlsm")):
        raise TableError("This is called an Excel file, but is none. Save it again as .xlsx or CSV.")
    text, encoding = _decode(data)
    told = re.match(f"sep=([{DELIMITERS}])\r?\n", text)  # a first line of Excel's own, which it does not show
    text, delimiter = (text[told.end() :], told[1]) if told else (text, _sniff(text))
    return _table(_csv_rows(text, delimiter), max_rows, encoding=encoding, delimiter=delimiter)


def guess_date(values: Iterable[str], *, month_first: bool | None = None) -> str:
    """The ``strptime`` format that all of a column's dates fit; blank cells are passed over.

    One date like 03/25/26 decides for the whole column. When none does, ``AmbiguousDates``, unless
    ``month_first`` says; when no one format fits all of them, ``TableError``.
    """
    column = {value.strip() for value in values} - {""}
    fitting = [form for form in _DATE_FORMATS if column and all(_fits(value, form) for value in column)]
    if not fitting:
        raise TableError("These are not all dates written in the same way.")
    if len(fitting) == 1:
        return fitting[0]
    if month_first is None:
        raise AmbiguousDates("These dates can be read day first or month first: say which.")
    return next(form for form in fitting if form.startswith("%m") == month_first)


_TIMES = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p")
_DATE_FORMATS = [f"%Y-%m-%d{at}" for at in (*_TIMES, "T%H:%M", "T%H:%M:%S")] + [
    sep.join((*order, year)) + at
    for sep, order, year, at in product("/.-", (("%d", "%m"), ("%m", "%d")), ("%y", "%Y"), _TIMES)
]


def _fits(value: str, form: str) -> bool:
    try:
        time.strptime(value, form)
    except ValueError:
        return False
    return True


def _decode(data: bytes) -> tuple[str, str]:
    if b"\x00" in data:
        raise TableError("This is not a text file. Save it as “CSV UTF-8” or as .xlsx.")
    marked = data.startswith(b"\xef\xbb\xbf")
    for encoding in ["utf-8-sig"] if marked else ["utf-8", "cp1252"]:
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise TableError("Some letters in this file cannot be read. Save it as “CSV UTF-8” or as .xlsx.")


def _sniff(text: str) -> str:
    """The delimiter under which most rows are as wide as the headings; of equals, the one with more columns."""
    best, best_score = ",", (0.0, 1)
    text = text[:SNIFFED].rpartition("\n")[0] if len(text) > SNIFFED else text
    for delimiter in DELIMITERS:
        try:
            widths = [len(row) for _, row in _csv_rows(text, delimiter) if any(row)]
        except TableError:
            continue
        if not widths or widths[0] < 2:
            continue
        score = (widths.count(widths[0]) / len(widths), widths[0])
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _csv_rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            yield number, [_trim(cell) for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error:
            raise TableError(
                f"Row {number} cannot be read: look for a quotation mark that is opened and not closed."
            ) from None


def _xlsx_rows(data: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            sizes = {part.filename: part.file_size for part in packed.infolist()}
        beside = [size for name, size in sizes.items() if not _holds_cells(name)]
        if sum(sizes.values()) > MAX_UNPACKED or sum(beside) > MAX_UNPACKED_BESIDE:
            raise TableError("This workbook is too large once unpacked. Copy the table into a new one.")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        rows = next(filter(None, (_sheet_rows(sheet) for sheet in sheets)), [])
    except TableError:
        raise
    except Exception:  # openpyxl promises no class of error for a damaged file
        raise TableError("This workbook cannot be read. Save it again as .xlsx or CSV.") from None
    yield from rows


def _holds_cells(part: str) -> bool:
    return part.startswith("xl/worksheets/") or part == "xl/sharedStrings.xml"


def _sheet_rows(sheet) -> list[tuple[int, list[str]]]:
    sheet.reset_dimensions()  # what the file claims about its size may be wrong, or a trap
    rows = []
    for number, values in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS + 1, values_only=True), start=1):
        if number > 20 * MAX_ROWS:
            raise TableError("This sheet goes on for too many rows. Copy the table into a new one.")
        if values.count(None) == len(values):  # soon said, for a sheet may have many thousands of these
            continue
        row = [_trim(_as_text(value).replace("_x000D_", "")) for value in values]  # Excel's "\r"
        if any(row):
            rows.append((number, row))
    width = max((i for _, row in rows for i, cell in enumerate(row, start=1) if cell), default=0)
    return [(number, (row + [""] * width)[:width]) for number, row in rows]


def _as_text(value) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds").removesuffix(" 00:00:00")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _trim(cell: str) -> str:
    return cell.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ").strip()


def _table(
    numbered: Iterator[tuple[int, list[str]]], max_rows: int, *, encoding: str, delimiter: str
) -> Table:
    filled = ((number, row) for number, row in numbered if any(row))
    _, headers = next(filled, (0, []))
    width = len(headers)
    if not headers:
        raise TableError("The file is empty.")
    if width > MAX_COLUMNS:
        raise TableError(f"The table has more than {MAX_COLUMNS} columns.")
    rows, numbers, ragged = [], [], []
    for number, row in filled:
        if len(rows) == max_rows:
            raise TableError(f"The table has more than {max_rows:,} rows.")
        if len(row) < width or any(row[width:]):
            ragged.append(number)
        rows.append(row[:width])
        numbers.append(number)
    if ragged:
        which = ", ".join(map(str, ragged[:5])) + (" and others" if len(ragged) > 5 else "")
        raise TableError(f"These rows have more or fewer cells than there are headings: {which}.")
    kept = [i for i in range(width) if headers[i] or any(row[i] for row in rows)]
    names = _unlike([headers[i] or f"Column {get_column_letter(i + 1)}" for i in kept])
    return Table(names, [[row[i] for i in kept] for row in rows], numbers, encoding, delimiter)


def _unlike(names: list[str]) -> list[str]:
    """The same names, the second of two equal ones with "(2)" behind it."""
    unlike, taken = [], set(names)
    for name in names:
        new, count = name, 1
        while new in unlike or (count > 1 and new in taken):
            count += 1
            new = f"{name} ({count})"
        unlike.append(new)
    return unlike


# --- Out


def csv_bytes(headers: Sequence[str], rows: Iterable[Sequence]) -> bytes:
    """A CSV that Excel opens rightly: UTF-8 with a byte order mark, and no text that it would take for a formula."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([_harmless(value) for value in row] for row in (headers, *rows))
    return out.getvalue().encode("utf-8-sig")


def xlsx_bytes(headers: Sequence[str], rows: Iterable[Sequence], *, title: str = "Table") -> bytes:
    """The same as a workbook of one sheet, headings fixed on top, without anybody's name among its properties."""
    book = Workbook(write_only=True)
    book.properties.creator = book.properties.lastModifiedBy = None
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for row in (headers, *rows):
        sheet.append([_harmless(value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


_NEVER_IN_A_FILE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # what XML 1.0 forbids
# As OWASP's page on CSV injection lists them, with the full-width forms that some versions of Excel accept.
_STARTS_A_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def _harmless(value):
    """Numbers as they are, everything else as text that no spreadsheet calculates."""
    if value is None:
        return ""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return value
    text = _NEVER_IN_A_FILE.sub("", _as_text(value))  # first, or it could hide what a formula starts with
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text
