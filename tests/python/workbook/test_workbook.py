"""The workbook holds what it is given, as text, numbers and days, and nothing that runs."""

import io
import re
import zipfile
from datetime import date
from xml.etree import ElementTree as ET

import pandas as pd
import pytest
from usage_groups.workbook import book, sheets
from usage_groups.workers import run_parts

COLUMNS = ["user_id", "group_name", "is_far", "total_calls", "call_share", "last_used_on"]
ROWS = [
    ("1003", "=1+1", True, 10**15, 0.4937, date(2021, 12, 8)),
    ("@x", "{=SUM(A1)}", False, 0, None, None),
    ("http://a.b", "\x01\n<b>&", None, 5, 1.0, date(2021, 1, 1)),
    ("x" * 40_000, None, False, 1, 0.5, date(2021, 1, 2)),
]


def parsed(text):
    return ET.fromstring(text)  # noqa: S314


def written(content):
    """Take apart a file: its entries, and by sheet the texts of the cells."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
    entries = {name: archive.read(name).decode() for name in archive.namelist()}
    shared = ["".join(item.itertext()) for item in parsed(entries["xl/sharedStrings.xml"])]
    cells = {}
    for name, text in entries.items():
        if match := re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", name):
            for cell in parsed(text).findall(".//{*}c"):
                value = "".join(cell.itertext())
                is_text = cell.get("t") == "s"
                cells[int(match[1]), cell.get("r")] = shared[int(value)] if is_text else value
    return entries, cells


@pytest.fixture(scope="module")
def content():
    return sheets.write_sheets(["About it"], {"Users": (COLUMNS, ROWS, len(ROWS))})


def test_cells_hold_what_they_are_given(content):
    entries, cells = written(content)
    assert "<f>" not in "".join(entries.values())
    assert "hyperlink" not in entries["xl/worksheets/sheet2.xml"]
    assert cells[1, "A1"] == "About it"
    assert [cells[2, f"{letter}1"] for letter in "ABCDEF"] == COLUMNS
    first = ["1003", "=1+1", "1", "1" + 15 * "0", "0.4937"]
    assert [cells[2, f"{letter}2"] for letter in "ABCDE"] == first
    assert cells[2, "B3"] == "{=SUM(A1)}"
    assert (2, "E3") not in cells
    assert cells[2, "A4"] == "http://a.b"
    assert len(cells[2, "A5"]) == 32_767


def test_sheets_are_filtered_and_frozen_below_the_header(content):
    sheet = written(content)[0]["xl/worksheets/sheet2.xml"]
    assert '<autoFilter ref="A1:F5"/>' in sheet
    assert 'ySplit="1"' in sheet


def test_the_same_rows_give_the_same_bytes(content):
    again = sheets.write_sheets(["About it"], {"Users": (COLUMNS, list(ROWS), len(ROWS))})
    assert again == content


def test_a_sheet_of_which_rows_are_left_out_says_so():
    content = sheets.write_sheets([], {"Users": (COLUMNS, ROWS, 1_234_567)})
    entries, cells = written(content)
    assert cells[2, "A1"].startswith("The first 4 of 1,234,567 rows in order of calls")
    assert cells[2, "A2"] == "user_id"
    assert '<autoFilter ref="A2:F6"/>' in entries["xl/worksheets/sheet2.xml"]


BUILD = pd.Series(
    {
        "usage_path": "calls.csv",
        "user_count": 1200,
        "api_type_count": 2,
        "call_count": 34_000,
        "period_start": date(2021, 3, 11),
        "period_end": date(2021, 12, 8),
        "window_start": date(2021, 9, 9),
        "window_days": 91,
        "is_whole_period": False,
    }
)


def test_the_first_sheet_says_what_was_read():
    tables = dict.fromkeys(book.SHEETS, (COLUMNS, ROWS, len(ROWS)))
    made = book.write_workbook(BUILD, tables, [("user_groups", "user_id", "User.")])
    _, cells = written(made.loc[0, "content"])
    said = "Made from calls.csv: 1,200 users, 2 API types, 34,000 calls, 2021-03-11 to 2021-12-08."
    assert cells[1, "A2"] == said
    assert [cells[8, f"{letter}2"] for letter in "ABC"] == ["Users", "user_id", "User."]


def test_a_process_that_waits_writes_the_same_bytes(monkeypatch):
    rows = [(*ROWS[0][:3], number, *ROWS[0][4:]) for number in range(200)]
    tables = dict.fromkeys(book.SHEETS, (COLUMNS, rows, len(rows)))
    here = book.write_workbook(BUILD, tables, []).loc[0, "content"]
    asked = []

    def run_there(function, parts, *, users, title):
        asked.append(function)
        return run_parts(function, parts, users=users, title=title)

    monkeypatch.setattr(book, "are_waiting", lambda: True)
    monkeypatch.setattr(book, "run_parts", run_there)
    assert book.write_workbook(BUILD, tables, []).loc[0, "content"] == here
    assert asked == ["usage_groups.workbook.sheets:write_sheets"]
