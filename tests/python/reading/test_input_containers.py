"""Packed files, archives and databases hold the same rows as plain ones, or get a sentence."""

import bz2
import gzip
import lzma
import os
import tracemalloc
import zipfile
from pathlib import Path

import duckdb
import pytest
from usage_groups.database import connect
from usage_groups.reading.archives import clear_folders
from usage_groups.reading.columns import Usage
from usage_groups.reading.contents import InputError, count_lines
from usage_groups.reading.sources import content_files, open_sources, usage_query

PACKAGE = Path(__file__).parents[3] / "python/usage_groups"
ROWS = [("2021-08-13", f"u{number}", "maps", str(number)) for number in range(1, 2000)]
CSV = "dt,user_id,type,api_count\n" + "".join(f"{','.join(row)}\n" for row in ROWS)


def usage(path, **options):
    return Usage((str(path),), project=str(path.parent), **options)


def read(path, **options):
    with connect() as connection:
        return connection.execute(usage_query(usage(path, **options))).fetchall()


@pytest.fixture
def packed(tmp_path):
    """Write the rows in every packing."""
    (tmp_path / "usage.csv").write_text(CSV)
    (tmp_path / "usage.csv.gz").write_bytes(gzip.compress(CSV.encode()))
    (tmp_path / "usage.csv.bz2").write_bytes(bz2.compress(CSV.encode()))
    (tmp_path / "usage.csv.xz").write_bytes(lzma.compress(CSV.encode()))
    table = f"from read_csv('{tmp_path}/usage.csv', all_varchar = true)"
    duckdb.sql(f"copy ({table}) to '{tmp_path}/usage.csv.zst' (header, compression zstd)")
    duckdb.sql(f"copy ({table}) to '{tmp_path}/usage.jsonl.zst' (format json, compression zstd)")
    return tmp_path


@pytest.mark.parametrize("ending", ["csv.gz", "csv.bz2", "csv.xz", "csv.zst", "jsonl.zst"])
def test_packed_files_hold_the_same_rows(packed, ending):
    rows = read(packed / f"usage.{ending}")
    assert [row[1:5] for row in rows] == ROWS
    assert {row[0] for row in rows} == {f"usage.{ending}"}


@pytest.mark.parametrize("ending", ["csv.gz", "csv.bz2", "csv.xz", "csv.zst", "jsonl.zst"])
def test_what_is_cut_off_is_refused(packed, ending):
    file = packed / f"usage.{ending}"
    whole = file.read_bytes()
    for content in (whole[:-1], whole[:-4], whole[: len(whole) // 2], whole[:20], b"dt,user"):
        file.write_bytes(content)
        with pytest.raises(
            InputError, match=r"is not a complete .*(Compress|Pack) or copy it again"
        ):
            read(file)


def test_an_archive_is_all_usage_in_it(packed):
    with zipfile.ZipFile(packed / "export.ZIP", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(packed / "usage.csv", "../usage.csv")
        archive.write(packed / "usage.csv.bz2", "dt=2021-08-13/usage.csv.bz2")
        archive.write(packed / "usage.jsonl.zst", "usage.jsonl.zst")
        archive.writestr("__MACOSX/._usage.csv", "nothing")
        archive.writestr("august/.DS_Store", "nothing")
    with zipfile.ZipFile(packed / "outer.zip", "w") as archive:
        archive.write(packed / "export.ZIP", "inner.zip")
    rows = read(packed / "export.ZIP")
    names = ["../usage.csv", "dt=2021-08-13/usage.csv.bz2", "usage.jsonl.zst"]
    assert sorted({row[0] for row in rows}) == [f"export.ZIP/{name}" for name in names]
    assert sorted(row[1:5] for row in rows) == sorted(ROWS * 3)
    assert {row[0] for row in read(packed / "outer.zip")} == {
        f"outer.zip/inner.zip/{name}" for name in names
    }


def test_archives_that_cannot_be_read(tmp_path):
    file = tmp_path / "a.zip"
    cases = {
        r"holds no file\. Pack it again": {"folder/": "", ".hidden": "x"},
        r"is a spreadsheet\. Save the sheet as CSV": {"[Content_Types].xml": "", "xl/a.xml": ""},
        r"'.*a.zip/one.csv' has no column dt": {"one.csv": "day,user_id\n"},
    }
    for sentence, members in cases.items():
        with zipfile.ZipFile(file, "w") as archive:
            for name, content in members.items():
                archive.writestr(name, content)
        with pytest.raises(InputError, match=sentence):
            read(file)
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.csv", CSV)
    content = bytearray(file.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    file.write_bytes(content)
    with pytest.raises(InputError, match=r"is encrypted\. Unpack it"):
        read(file)
    file.write_bytes(content[:-30])
    with pytest.raises(InputError, match=r"is not a complete \.zip file .*Pack or copy it again"):
        read(file)


def test_what_was_unpacked_goes(packed):
    left = packed / "build/unpacked-1-killed"
    left.mkdir(parents=True)
    (sources,) = (open_sources(usage(packed / "usage.csv.xz")),)
    clear_folders(str(packed / "build"))
    (folder,) = (packed / "build").iterdir()
    assert folder.name.startswith(f"unpacked-{os.getpid()}-")
    assert sources[0].path.startswith(str(folder))


@pytest.fixture
def warehouse(tmp_path):
    """Write a database with tables and views of usage."""
    with duckdb.connect(tmp_path / "warehouse.duckdb") as connection:
        connection.execute(
            "create table calls as select '2021-08-13'::date as dt, range as user_id, "
            "'t' as type, range::double as api_count from range(5000);"
            "create schema billing; create view billing.calls_by_day as "
            "select dt as day, user_id::hugeint as user_id, api_count from calls;"
            'create table "a.b" as from calls limit 1;'
            "create table wide as select 'u' as user_id, 't' as type, 5 as \"2021-08-13\", "
            'null::integer as "2021-08-14"'
        )
    return tmp_path / "warehouse.duckdb"


def test_a_table_of_a_database_is_read(warehouse):
    rows = read(warehouse, usage_table="main.calls")
    assert [row[:5] for row in rows[:2]] == [
        ("warehouse.duckdb: main.calls", "2021-08-13", str(user), "t", str(user)) for user in (0, 1)
    ]
    assert [int(row[2]) for row in rows] == list(range(5000)), "in the order of the table"
    view = {"usage_table": "Billing.Calls_by_day", "columns": {"dt": "day"}, "usage_type": "one"}
    assert read(warehouse, **view)[7][1:5] == ("2021-08-13", "7", "one", "7")
    assert read(warehouse, usage_table="main.a.b")[0][1:5] == ("2021-08-13", "0", "t", "0")
    wide = read(warehouse, usage_table="wide")
    assert [row[1:5] + row[8:] for row in wide] == [("2021-08-13", "u", "t", "5", 0)]
    (source,) = open_sources(usage(warehouse, usage_table="main.calls"))
    assert source.row_count == 5000
    assert content_files(usage(warehouse, usage_table="main.calls")) == [source.path]


def test_tables_that_cannot_be_read(warehouse, tmp_path):
    listed = "one of: billing.calls_by_day, main.a.b, main.calls, main.wide"
    with pytest.raises(InputError, match=f"Name a table of it with usage_table, {listed}"):
        read(warehouse)
    with pytest.raises(InputError, match="has no table or view 'call', or several"):
        read(warehouse, usage_table="call")
    with pytest.raises(InputError, match=r"duckdb: billing.calls_by_day' has no column dt, type"):
        read(warehouse, usage_table="billing.calls_by_day")
    (tmp_path / "usage.csv").write_text(CSV)
    with pytest.raises(InputError, match="usage_table is set, but usage_path names no DuckDB"):
        read(tmp_path / "usage.csv", usage_table="calls")
    warehouse.write_bytes(warehouse.read_bytes()[:9000])
    with pytest.raises(InputError, match=r"warehouse.duckdb' cannot be opened .*Close it"):
        read(warehouse, usage_table="calls")


def test_our_own_connections_fetch_nothing():
    own = PACKAGE / "database.py"
    for file in PACKAGE.rglob("*.py"):
        assert file == own or "duckdb.connect(" not in file.read_text(), file
    with connect() as connection:
        for setting in ("autoinstall_known_extensions", "autoload_known_extensions"):
            value = connection.execute(f"select current_setting('{setting}')").fetchone()
            assert value == (False,)
        with pytest.raises(duckdb.Error, match="locked"):
            connection.execute("set autoload_known_extensions = true")


def test_a_line_of_any_length_is_counted_within_little_memory(tmp_path):
    file = tmp_path / "usage.csv.gz"
    with gzip.open(file, "wb", compresslevel=1) as packed_file:
        packed_file.write(b"dt,user_id,type,api_count\n\n\r\n2021-08-13,")
        for _ in range(64):
            packed_file.write(b"x" * (1 << 20))
        packed_file.write(b"\r\n\n2021-08-13,1,t,1")
    tracemalloc.start()
    assert count_lines(str(file)) == 3
    assert tracemalloc.get_traced_memory()[1] < 20 << 20
    tracemalloc.stop()


@pytest.mark.parametrize("text", ["", "\n", "a", "a\n", "a\nb", "a\r\n\r\nb\r\n", "\n\na\n\n" * 9])
@pytest.mark.parametrize("block", [1, 2, 3, 1 << 20])
def test_lines_are_counted_whatever_the_blocks(tmp_path, monkeypatch, text, block):
    (tmp_path / "usage.csv").write_bytes(text.encode())
    monkeypatch.setattr("usage_groups.reading.contents.BLOCK", block)
    lines = [line for line in text.replace("\r", "").split("\n") if line]
    assert count_lines(str(tmp_path / "usage.csv")) == len(lines)
