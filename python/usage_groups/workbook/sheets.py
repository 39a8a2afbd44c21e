"""Rows as sheets of a spreadsheet file, the same bytes for the same rows."""

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

# Columns, the first rows, and how many rows there are.
Sheet = tuple[Sequence[str], Sequence[Sequence[Any]], int]
# So that a file stays small enough to open at once, whoever has millions of users.
MOST_ROWS = 5_000
# What a cell of a spreadsheet can hold.
LONGEST_TEXT = 32_767
LEAST_WIDTH, MOST_WIDTH = 6, 60
# The day that spreadsheets take for the first; no file tells when it was made.
EPOCH = datetime(1980, 1, 1)  # noqa: DTZ001
# Of numbers that are whole, shares, and all others; a column is of one kind.
WHOLE, SHARE, DAY = "#,##0", "0.0%", "yyyy-mm-dd"
SHARES = ("_share", "risk", "risk_low", "risk_high", "confidence")


def write_sheets(introduction: Iterable[str], sheets: dict[str, Sheet]) -> bytes:
    """Write a file with a sheet of sentences, and a sheet of each table.

    Parameters
    ----------
    introduction : iterable of str
        Lines of the first sheet.
    sheets : dict of str to (columns, rows, int)
        The other sheets by name. Where there are more rows than are given, the sheet says so.

    Returns
    -------
    bytes
        An ``.xlsx`` file.
    """
    file = io.BytesIO()
    # In memory, so that no entry of the archive has the time of a temporary file.
    workbook = Workbook(file, {"in_memory": True})
    workbook.set_properties({"title": "Usage Groups", "created": EPOCH})
    styles = {
        "head": workbook.add_format({"bold": True, "bottom": 1}),
        **{style: workbook.add_format({"num_format": style}) for style in (WHOLE, SHARE, DAY)},
    }
    first = workbook.add_worksheet("About")
    first.set_column(0, 0, 2 * MOST_WIDTH)
    for row, line in enumerate(introduction):
        first.write_string(row, 0, line, None if row else styles["head"])
    for name, sheet in sheets.items():
        _write_sheet(workbook.add_worksheet(name), sheet, styles)
    workbook.close()
    return file.getvalue()


def _write_sheet(worksheet: Worksheet, sheet: Sheet, styles: dict[str, Format]) -> None:
    columns, rows, count = sheet
    top = 0
    if count > len(rows):
        top = 1
        sentence = (
            f"The first {len(rows):,} of {count:,} rows in order of calls; "
            "all are in usage_groups.duckdb."
        )
        worksheet.write_string(0, 0, sentence)
    # Users are often numbers, and no numbers to count with.
    worksheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    worksheet.freeze_panes(top + 1, 1)
    worksheet.autofilter(top, 0, top + max(1, len(rows)), len(columns) - 1)
    for place, column in enumerate(columns):
        values = [row[place] for row in rows]
        worksheet.set_column(place, place, column_width([column, *islice(values, 100)]))
        worksheet.write_string(top, place, column, styles["head"])
        style = SHARE if column.endswith(SHARES) else None
        for row, value in enumerate(values, top + 1):
            _write_cell(worksheet, (row, place), value, styles, style)


def _write_cell(
    worksheet: Worksheet,
    place: tuple[int, int],
    value: object,
    styles: dict[str, Format],
    style: str | None,
) -> None:
    # Never `write`, which takes a text that starts with = for a formula.
    if isinstance(value, str):
        worksheet.write_string(*place, value[:LONGEST_TEXT])
    elif isinstance(value, bool):
        worksheet.write_boolean(*place, value)
    elif isinstance(value, date):
        worksheet.write_datetime(*place, value, styles[DAY])
    elif isinstance(value, int):
        worksheet.write_number(*place, value, styles[WHOLE])
    elif value is not None:
        worksheet.write_number(*place, value, styles[style] if style else None)


def column_width(values: Iterable[object]) -> int:
    """Return how wide a column has to be, in characters, for its header and some of its values.

    Parameters
    ----------
    values : iterable of object
        The header first.

    Returns
    -------
    int
    """
    longest = max(len("" if value is None else str(value)) for value in values)
    return max(LEAST_WIDTH, min(MOST_WIDTH, longest + 2))
