"""The SQL that reads each format gives the same text for the same rows."""

import gzip
import json

import duckdb
import pytest
from usage_groups.reading.contents import InputError
from usage_groups.reading.queries import usage_query

ROWS = [
    ("2021-08-13", "007", "gnql", "144"),
    ("2021-08-14 10:00:00", 'ü "x"\ny, z', "r'iot", "2"),
    (None, "é", "gnql", "-1"),
]
COLUMNS = ("dt", "user_id", "type", "api_count")


def read(path, columns=None):
    with duckdb.connect() as connection:
        return connection.execute(usage_query(str(path), columns or {})).fetchall()


def quoted(value):
    return "" if value is None else '"' + value.replace('"', '""') + '"'


def csv_text(rows, delimiter=",", header=COLUMNS):
    lines = [delimiter.join(map(quoted, row)) for row in (header, *rows)]
    return "\n".join(lines) + "\n"


def write_csv(file, *arguments, **options):
    file.write_text(csv_text(*arguments, **options))


def test_csv(tmp_path):
    file = tmp_path / "it's.csv"
    write_csv(file, ROWS)
    assert read(file) == [(str(file), *row, 1, None, None) for row in ROWS]


def test_compressed_csv(tmp_path):
    file = tmp_path / "usage.csv.gz"
    file.write_bytes(gzip.compress(csv_text(ROWS, ";").encode()))
    assert [row[1:5] for row in read(file)] == ROWS


def test_parquet(tmp_path):
    file = tmp_path / "usage.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            "copy (select date '2021-08-13' as dt, 7::bigint as user_id, 'gnql' as type, "
            "144.0::double as api_count union all select null, 8, 'riot', 1e20 union all "
            f"select null, 9, null, 'nan'::double) to '{file}'"
        )
    assert [row[1:6] for row in read(file)] == [
        ("2021-08-13", "7", "gnql", "144", 0),
        (None, "8", "riot", "100000000000000000000", 0),
        (None, "9", None, "nan", 0),
    ]


def test_json_lines(tmp_path):
    file = tmp_path / "usage.jsonl"
    lines = [json.dumps(dict(zip(COLUMNS, row, strict=True))) for row in ROWS]
    file.write_text("\n".join([*lines, "", "not json", "[1]"]))
    rows = read(file)
    assert [row[1:5] for row in rows[:3]] == ROWS
    assert [row[6] for row in rows] == [None] * 3 + ["not a JSON object"] * 2
    assert [row[7] for row in rows] == [*lines, "not json", "[1]"]


def test_json_keys_are_looked_up_as_they_are_spelled(tmp_path):
    file = tmp_path / "usage.ndjson"
    file.write_text(json.dumps({"a/b~'c": "2021-08-13", "User_ID": 5, "type": "t", "api_count": 3}))
    assert read(file, {"dt": "a/b~'c"})[0][1:5] == ("2021-08-13", "5", "t", "3")


def test_files_of_a_glob_may_differ_in_order_and_delimiter(tmp_path):
    write_csv(tmp_path / "a.csv", ROWS)
    turned = [(*reversed(row), "more") for row in ROWS]
    write_csv(tmp_path / "b.csv", turned, ";", (*reversed(COLUMNS), "note"))
    write_csv(tmp_path / "c.csv", ROWS)
    rows = read(tmp_path / "*.csv")
    assert sorted(rows, key=lambda row: row[0]) == [
        (str(tmp_path / name), *row, 1, None, None)
        for name in ("a.csv", "b.csv", "c.csv")
        for row in ROWS
    ]


def test_malformed_lines_are_kept_with_their_number(tmp_path):
    file = tmp_path / "usage.csv"
    file.write_text("dt,user_id,type,api_count\na,b,c,d\ne,f\ng,h,i,j,k\n\nl,m,n,o\n")
    with duckdb.connect() as connection:
        rows = connection.execute(usage_query(str(file), {})).fetchall()
        malformed = connection.execute(
            "select distinct line, csv_line from malformed_rows order by line"
        ).fetchall()
    assert [row[1:5] for row in rows] == [("a", "b", "c", "d"), ("l", "m", "n", "o")]
    assert malformed == [(3, "e,f"), (4, "g,h,i,j,k")]


def test_hostile_headers_are_only_names(tmp_path):
    file = tmp_path / "usage.csv"
    header = ('"); drop table x; --', "{{ 1 / 0 }}", "type", "api_count")
    write_csv(file, ROWS, header=header)
    assert [row[1:5] for row in read(file, {"dt": header[0], "user_id": header[1]})] == ROWS


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("usage.parquet", b"PAR1 and no more", "is not a complete Parquet file"),
        ("usage.jsonl", b"", "expected one JSON object a line, but the file is empty"),
        (
            "usage.json",
            b'[{"dt": 1}]',
            "expected one JSON object a line, but the first line is not",
        ),
    ],
)
def test_unreadable_files(tmp_path, name, content, sentence):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=sentence):
        read(tmp_path / name)
