"""Batches of hostile rows, what must become of them, and the real SQL that judges them."""

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
from usage_groups.entrypoints import plugin
from usage_groups.reading.columns import Usage
from usage_groups.reading.sources import usage_query

LARGEST = 10**15

GOOD_DATES = [
    *("2021-08-13", " 2021-08-14 ", "2021/8/15", "2021-8-16", "2021-08-17 23:59:59"),
    *("2021-08-18T10:00:00Z", "2021-08-19 23:30:00-02:00", "0001-01-01", "9999-12-31"),
    *("20210813", "20210813T235959", "20210813T235959Z", "2021-08-13T10", "2021-08-13 7Z"),
    *("2021-08-13 10:00:00 +02:00", "\u00a02021-08-13\u200b", "2021-08-13\t"),
]
BAD_DATES = [
    *("", " ", "13/08/2021", "08-13-2021", "13.8.2021", "2021-02-29", "2021-13-01", "infinity"),
    *(
        "20211313",
        "202108131",
        "20210813T25",
        "44421",
        "Aug 13, 2021",
        "yesterday",
        "1628812800",
        "2021-08",
        "-2021-08-13",
    ),
    *("null", "10000-01-01-", "2021-08-13x", "'; drop table users; --", "{{ 1 / 0 }}"),
]
GOOD_TEXTS = [
    *("1", "007", "gnql", "GNQL", " gnql", "gnql ", "é", "中文", "a,b", "a;b", "a\tb", 'say "hi"'),
    *(
        "line\nend",
        "line\r\nend",
        "nul\0byte",
        "\u202eright to left",
        "😀",
        "x" * 5000,
        "NULLS",
        "--1",
        "\ufeff17005\u00a0",
        "17005.0",
        "1e5",
        "\uff11\uff17\uff10\uff10\uff15",
    ),
    *(
        "=1+1",
        "'; drop table users; --",
        "{{ 1 / 0 }}",
        "{% raw %}",
        "$$",
        "\\",
        "\\t",
        "%s",
        "nano",
    ),
]
NOBODY = [
    *(
        "",
        " ",
        "   ",
        "\u00a0",
        "\u200b",
        "NULL",
        "null ",
        "\\N",
        "NaN",
        "None",
        "N/A",
        "(not set)",
    ),
    *("anonymous", "-", "Unknown", "<NA>", "\tundefined"),
]
GOOD_COUNTS = {
    **{str(number): number for number in (1, 2, 144, 10**9, 10**14, LARGEST)},
    " 3 ": 3,
    "007": 7,
    "4.0": 4,
    "5.": 5,
    "6.000": 6,
    "00000000000000000000000000012": 12,
    "2.392e+03": 2392,
    "+5": 5,
    "1E2": 100,
    "1500e-2": 15,
    "\u00a08\u200b": 8,
    "1e15": LARGEST,
    **dict.fromkeys(("0", "0.0", "000", "0e0"), 0),
}
BAD_COUNTS = [
    *(
        "",
        " ",
        "-1",
        "-0.5",
        "0.5",
        "1,000",
        "1.000,5",
        "1 000",
        "1e16",
        "1E+18",
        "15e-1",
        str(LARGEST + 1),
        "0x10",
        "1_000",
    ),
    *("many", "nan", "inf", "NULL", "true", "٣", "½", "9223372036854775808", "1" * 400, "+", "--1"),
    *("1;2", "$5", "5 calls", "0b1", "1.5e0", "1e", "e3"),
]
MALFORMED = ["", "1", "1,2,3,4,5", "one,two", ",,,,,,,,", '"a"b,1,2,3', "\0", "\ufeff,x"]


@dataclass
class Written:
    """What a batch holds, as it was written."""

    rows: int = 0
    fates: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(
            ("accepted", "rejected", "zero usage", "without a user"), 0
        )
    )
    calls: int = 0


def compiled_staging(project: Path, template: Path) -> Callable[[Path], duckdb.DuckDBPyConnection]:
    """Return a function that runs the SQL, compiled for a template, on any file."""
    folder = project / "target/compiled/usage_groups/models/staging"
    compiled = (folder / "stg_usage.sql").read_text()
    reading = usage_query(Usage((str(template),), project=str(project)))
    assert compiled.count(reading) == 1
    macros = (project / "macros/input/usage_rows.sql").read_text()
    line_ends = _macro(macros, "line_ends(text) -")
    malformed = re.sub(
        r"{{ line_ends\('(\w+)'\) }}",
        lambda call: line_ends.replace("{{ text }}", call[1]),
        _macro(macros, "malformed_rows_query(staged) "),
    ).replace("{{ staged }}", "stg_usage")

    def stage(file: Path) -> duckdb.DuckDBPyConnection:
        connection = duckdb.connect()
        connection.execute("set TimeZone = 'UTC'")
        plugin.register(connection)
        sql = compiled.replace(reading, usage_query(Usage((str(file),))))
        connection.execute(f"create table stg_usage as {sql}")
        tables = connection.execute("select table_name from duckdb_tables()").fetchall()
        if ("malformed_rows",) in tables:
            connection.execute(f"insert into stg_usage by name {malformed}")
        return connection

    return stage


def _macro(macros: str, start: str) -> str:
    after = macros.split("{% macro " + start + "%}", 1)[1]
    return re.split("{%-? endmacro", after, maxsplit=1)[0]


def write_batch(draw, folder: Path, rows: int) -> tuple[Path, Written]:
    """Write a file of some format, and return it with what must become of its rows."""
    json_lines = draw.random() < 0.25
    file = folder / ("usage.jsonl" if json_lines else "usage.csv")
    return file, (_write_json_lines if json_lines else _write_csv)(draw, file, rows)


def fates(connection: duckdb.DuckDBPyConnection) -> Written:
    """Count what has become of them."""
    counted = connection.execute("select verdict, count(*) from stg_usage group by all").fetchall()
    (calls,) = connection.execute(
        "select coalesce(sum(call_count), 0) from stg_usage where verdict = 'accepted'"
    ).fetchone()
    found = Written(rows=sum(count for _, count in counted), calls=calls)
    found.fates.update(counted)
    return found


def _draw_row(draw, written):
    """Draw a row, mostly with one thing wrong, and note what must become of it."""
    wrong = draw.choice(["none", "dt", "user_id", "type", "api_count"], p=[0.4, *[0.15] * 4])
    date = draw.choice(BAD_DATES if wrong == "dt" else GOOD_DATES)
    user = draw.choice(NOBODY if wrong == "user_id" else GOOD_TEXTS)
    api_type = draw.choice(NOBODY if wrong == "type" else GOOD_TEXTS)
    count = draw.choice(BAD_COUNTS if wrong == "api_count" else list(GOOD_COUNTS))
    calls = GOOD_COUNTS.get(count, 0)
    if wrong in {"none", "user_id"}:
        used = "accepted" if wrong == "none" else "without a user"
        fate = used if calls else "zero usage"
    else:
        fate = "rejected"
    written.rows += 1
    written.fates[fate] += 1
    written.calls += calls if fate == "accepted" else 0
    return [str(value) for value in (date, user, api_type, count)]


def _write_csv(draw, file, rows):
    written = Written()
    delimiter = str(draw.choice([",", ";", "\t", "|"]))
    end = str(draw.choice(["\n", "\r\n"]))
    quoting = int(draw.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=quoting)
    writer.writerow(["dt", "user_id", "type", "api_count"])
    for _ in range(rows):
        if draw.random() < 0.05:
            line = str(draw.choice(MALFORMED)).replace(",", delimiter)
            text.write(line + end)
            if line:
                written.rows += 1
                written.fates["rejected"] += 1
        else:
            writer.writerow(_draw_row(draw, written))
    start = "\ufeff" if draw.random() < 0.5 else ""
    file.write_bytes((start + text.getvalue()).encode())
    return written


def _write_json_lines(draw, file, rows):
    written = Written()
    lines = []
    for _ in range(rows):
        if draw.random() < 0.05:
            lines.append(str(draw.choice(["nothing", "[1]", "{", '"text"', '{"a": 1'])))
            written.rows += 1
            written.fates["rejected"] += 1
        else:
            names = ("dt", "user_id", "type", "api_count")
            row = dict(zip(names, _draw_row(draw, written), strict=True))
            lines.append(json.dumps(row | {"note": {"more": [1]}}))
    names = ["dt", "user_id", "type", "api_count"]
    file.write_text("\n".join([json.dumps(dict.fromkeys(names, "")), *lines]))
    written.rows += 1
    written.fates["rejected"] += 1
    return written
