"""The SQL that reads each format gives the same text for the same rows."""

import gzip
import json

import duckdb
import pytest
from usage_groups.database import connect
from usage_groups.reading.columns import Usage
from usage_groups.reading.contents import InputError
from usage_groups.reading.sources import usage_query

ROWS = [
    ("2021-08-13", "007", "gnql", "144"),
    ("2021-08-14 10:00:00", 'ü "x"\ny, z', "r'iot", "2"),
    (None, "é", "gnql", "-1"),
]
COLUMNS = ("dt", "user_id", "type", "api_count")


def read(path, columns=None, **options):
    paths = path if isinstance(path, list) else [path]
    usage = Usage(tuple(map(str, paths)), columns or {}, **options)
    with connect() as connection:
        return connection.execute(usage_query(usage)).fetchall()


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
    assert read(file) == [("it's.csv", *row, 1, None, None, None) for row in ROWS]


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
        (name, *row, 1, None, None, None) for name in ("a.csv", "b.csv", "c.csv") for row in ROWS
    ]


def test_malformed_lines_are_kept_with_their_number(tmp_path):
    file = tmp_path / "usage.csv"
    file.write_text("dt,user_id,type,api_count\na,b,c,d\ne,f\ng,h,i,j,k\n\nl,m,n,o\n")
    with duckdb.connect() as connection:
        rows = connection.execute(usage_query(Usage((str(file),)))).fetchall()
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
        ("usage.jsonl", b"", "an array of objects, but the file is empty"),
        ("usage.json", b'"text"', "an array of objects, but the first one is not an object"),
        ("usage.json", b"[]", "an array of objects, but the file is empty"),
        ("usage.json", b'[{"dt": 1}, {"dt"', "is not a complete JSON array"),
    ],
)
def test_unreadable_files(tmp_path, name, content, sentence):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=sentence):
        read(tmp_path / name)


def write_days(file, start=4):
    """Write a row for each of three days, without their columns dt and type."""
    file.parent.mkdir(parents=True, exist_ok=True)
    rows = f"select 'u' || range as user_id, range + {start} as api_count from range(3)"
    duckdb.sql(rows).write_parquet(str(file))


def test_names_that_look_like_patterns_are_read_once(tmp_path):
    names = ("[!a].csv", "a.csv", "b1.csv", "b[1].csv", "q?.csv", "s*r.csv", "sir.csv", "{a,b}.csv")
    for name in names:
        write_csv(tmp_path / name, [("2021-08-13", name, "t", "1")])
    (tmp_path / "b[1].jsonl").write_text(json.dumps(dict(zip(COLUMNS, "abcd", strict=True))))
    write = "copy (select '1' as dt, '2' as user_id, '3' as type, '4' as api_count) to '{}'"
    for name in ("b[1].parquet", "b1.parquet"):
        duckdb.sql(write.format(tmp_path / name))
    rows = read(tmp_path)
    assert sorted(row[0] for row in rows) == sorted(
        [*names, "b[1].jsonl", "b1.parquet", "b[1].parquet"]
    )
    assert all(row[0] == row[2] for row in rows if row[0].endswith(".csv"))


def test_names_of_folders_override_no_column(tmp_path):
    file = tmp_path / "dt=2021-09-01/type=x/user_id=9/api_count=5/usage"
    file.parent.mkdir(parents=True)
    duckdb.sql(f"create or replace temp table rows as select * from (values {ROWS[0]}) t{COLUMNS}")
    for suffix in ("parquet", "csv", "jsonl"):
        form = "(format json)" if suffix == "jsonl" else ""
        duckdb.sql(f"copy rows to '{file}.{suffix}' {form}")
    for path in (tmp_path, tmp_path / "**/*", f"{file}.parquet", f"{file}.csv", f"{file}.jsonl"):
        assert {row[1:5] for row in read(path)} == {ROWS[0]}


@pytest.mark.parametrize("suffix", ["parquet", "csv", "jsonl"])
def test_columns_that_a_file_lacks_are_read_from_its_folders(tmp_path, suffix):
    duckdb.sql("create or replace temp table rows as select 'u' as user_id, 4 as api_count")
    folders = ("Day=2021-08-13/type=a%2Fb", "Day=2021-08-14/type=__HIVE_DEFAULT_PARTITION__")
    for folder in folders:
        (tmp_path / folder).mkdir(parents=True)
        form = "(format json)" if suffix == "jsonl" else ""
        duckdb.sql(f"copy rows to '{tmp_path}/{folder}/part-0.{suffix}' {form}")
    expected = [("2021-08-13", "u", "a/b", "4"), ("2021-08-14", "u", "", "4")]
    for path in (tmp_path, tmp_path / "*/*/*"):
        assert sorted(row[1:5] for row in read(path, {"dt": "day"})) == expected
    with pytest.raises(InputError, match=r"has no column dt\. Looked for"):
        read(tmp_path)
    with pytest.raises(InputError, match=r"has no column day\. Looked for"):
        read(tmp_path / folders[0] / "*", {"dt": "day"}, usage_type="t")


def test_a_file_without_a_header_is_named(tmp_path):
    (tmp_path / "empty.csv").touch()
    with pytest.raises(InputError, match=r"empty\.csv' has no header"):
        read(tmp_path / "empty.csv")


def test_columns_called_like_ours_are_ordinary_columns(tmp_path):
    names = ("file_name", "filename", "file_path", "FILE_PATH_", "file_index", "line", "record")
    selected = ", ".join(f"'no' as {name}" for name in names)
    duckdb.sql(
        f"copy (select 1 as dt, 2 as user_id, 3 as type, 4 as api_count, {selected}) "
        f"to '{tmp_path}/a.parquet'"
    )
    duckdb.sql(f"copy (from '{tmp_path}/a.parquet') to '{tmp_path}/a.csv'")
    duckdb.sql(f"copy (from '{tmp_path}/a.parquet') to '{tmp_path}/a.jsonl' (format json)")
    assert [row[:5] for row in read(tmp_path)] == [
        (name, "1", "2", "3", "4") for name in ("a.csv", "a.jsonl", "a.parquet")
    ]


def test_each_row_is_one_call_of_the_one_type(tmp_path):
    file = tmp_path / "events.csv"
    file.write_text("timestamp,username\n2024-03-04 13:19:07.5,ann\n2024-03-04 13:19:07.5,ann\n")
    columns = {"dt": "timestamp", "user_id": "username", "api_count": None}
    rows = read(file, columns, usage_type="it's")
    assert [row[1:5] for row in rows] == [("2024-03-04 13:19:07.5", "ann", "it's", "1")] * 2
    with pytest.raises(InputError, match=r"has no column type.*name that with usage_type"):
        read(file, columns)
    with pytest.raises(InputError, match=r"write usage_columns: {api_count: null}"):
        read(file, {"dt": "timestamp", "user_id": "username"}, usage_type="t")


def test_a_type_that_is_said_twice_is_refused(tmp_path):
    write_csv(tmp_path / "a.csv", ROWS)
    with pytest.raises(InputError, match=r"has a column type, and usage_type is set"):
        read(tmp_path, usage_type="t")
    assert [row[3] for row in read(tmp_path, {"type": None}, usage_type="t")] == ["t"] * 3
    for columns in ({"type": None}, {"dt": None}, {"user_id": None}):
        with pytest.raises(InputError, match=r"to nothing\. Only api_count can be null"):
            read(tmp_path, columns)


DAYS_TABLE = [
    ("user_id", "2024-03-04", "type", "2024-03-05", "total", "20240306"),
    ("a", "1", "maps", "", "1", "3"),
    ("b", " ", "mail", "", "0", ""),
    ("c", "x", "mail", "-2", "0", "4"),
]
DAYS_OF_USE = [
    ("2024-03-04", "a", "maps", "1", 0),
    ("20240306", "a", "maps", "3", 0),
    ("2024-03-04", "c", "mail", "x", 2),
    ("2024-03-05", "c", "mail", "-2", 2),
    ("20240306", "c", "mail", "4", 2),
]


def test_a_table_with_a_column_for_each_day(tmp_path):
    header, *rows = DAYS_TABLE
    for name in ("one.csv", "two.csv"):
        write_csv(tmp_path / name, rows, header=header)
    found = read(tmp_path)
    assert [row[1:5] + row[8:] for row in found] == DAYS_OF_USE * 2
    assert {row[0] for row in found} == {"one.csv", "two.csv"}
    table = f"from read_csv('{tmp_path}/one.csv', all_varchar = true)"
    duckdb.sql(f"copy ({table}) to '{tmp_path}/days.parquet'")
    assert [row[1:5] + row[8:] for row in read(tmp_path / "days.parquet")] == DAYS_OF_USE


def test_a_day_that_has_two_columns_is_refused(tmp_path):
    write_csv(
        tmp_path / "a.csv", [("u", "t", "1", "2")], header=("user_id", "type", *["2024-03-04"] * 2)
    )
    with pytest.raises(InputError, match="has more than one column 2024-03-04"):
        read(tmp_path)


def test_numbers_as_headers_are_no_days(tmp_path):
    write_csv(
        tmp_path / "a.csv", [("u", "t", "1", "2")], header=("user_id", "type", "2024", "123456")
    )
    with pytest.raises(InputError, match="has no column dt, api_count"):
        read(tmp_path)


def test_json_arrays_and_what_is_nested_in_them(tmp_path):
    records = [
        {"at": {"day": "2024-03-04"}, "user": {"id": 5, "a/b": 1}, "type": "t", "api_count": 3},
        {"user.id": 7, "user": {"id": 6}, "type": "t", "api_count": 4, "at": {"day": None}},
        {"type": "t", "note": "a key comes later"},
    ]
    columns = {"dt": "at.day", "user_id": "User.ID"}
    (tmp_path / "array.json").write_text(json.dumps([*records, 5], indent=1))
    (tmp_path / "lines.json").write_text("\n".join(map(json.dumps, [*records, 5])))
    expected = [("2024-03-04", "5", "t", "3"), (None, "7", "t", "4"), (None, None, "t", None)]
    for name in ("array.json", "lines.json"):
        rows = read(tmp_path / name, columns)
        assert [row[1:5] for row in rows[:3]] == expected, name
        assert [row[6] for row in rows] == [None] * 3 + ["not a JSON object"]
        assert [json.loads(row[7]) for row in rows] == [*records, 5]


def test_a_thousand_parquet_files_are_looked_at_together(tmp_path, monkeypatch):
    asked = []
    execute = duckdb.DuckDBPyConnection.execute

    class Counted:
        def __init__(self, connection):
            self.connection = connection

        def __enter__(self):
            return self

        def __exit__(self, *error):
            self.connection.close()

        def execute(self, query):
            asked.append(query)
            return execute(self.connection, query)

    for number in range(50):
        write_days(tmp_path / f"dt=2021-08-13/type=t/part-{number}.parquet", number)
    monkeypatch.setattr("usage_groups.reading.layouts.connect", lambda: Counted(connect()))
    assert len(read(tmp_path)) == 150
    assert len(asked) < 5
