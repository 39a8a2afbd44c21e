"""Files that have not changed are not read again, and nothing else comes of it."""

import time

import duckdb
import pandas as pd
import pytest
from usage_groups.reading import watch
from usage_groups.reading.columns import Usage
from usage_groups.reading.sources import open_sources

HEADER = "dt,user_id,type,api_count\n"
MONTHS = {
    "2021-08.csv": HEADER + "".join(f"2021-08-{day:02},{day % 7},gnql,3\n" for day in range(1, 32)),
    "2021-09.csv": HEADER + "2021-09-01,1,gnql,x\n2021-09-02\n2021-09-03,1,gnql,2\n",
    "2021-10.csv": HEADER + "2021-10-01,2,riot,5\n2021-10-01,2,riot,-5\n",
}
READ = ("run", "--select", "+stg_usage_rejects", "+int_usage_days")
TABLES = ("stg_usage_rejects", "int_usage_days", "int_row_counts")


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "usage"
    folder.mkdir()
    for name, text in MONTHS.items():
        (folder / name).write_text(text)
    return folder


def read(project, folder, *options):
    """Read the usage, and return which files were read and what came of all."""
    project.dbt(*READ, *options, USAGE_PATH=str(folder))
    compiled = project.folder / "target/compiled/usage_groups/models/staging/stg_usage.sql"
    scanned = {name for name in MONTHS if f"/{name}'" in compiled.read_text()}
    return scanned, [project.made(f"from {table} order by all") for table in TABLES]


def test_only_what_has_changed_is_read(new_project, folder):
    project = new_project()
    time.sleep(watch.SECONDS_UNTIL_SETTLED)
    scanned, first = read(project, folder)
    assert scanned == set(MONTHS)
    assert read(project, folder)[0] == set()
    with (folder / "2021-09.csv").open("a") as late:
        late.write("2021-09-04,1,gnql,9\n,1,gnql,1\n")
    (folder / "2021-10.csv").unlink()
    time.sleep(watch.SECONDS_UNTIL_SETTLED)
    scanned, second = read(project, folder)
    assert scanned == {"2021-09.csv"}
    scanned, again = read(project, folder, "--full-refresh")
    assert scanned == {"2021-08.csv", "2021-09.csv"}
    assert len(second[0]) == len(first[0])
    for table, expected in zip(second, again, strict=True):
        pd.testing.assert_frame_equal(table, expected)


def test_whatever_decides_how_a_file_is_read_is_in_its_key(folder, tmp_path, monkeypatch):
    later = time.time() + watch.SECONDS_UNTIL_SETTLED
    monkeypatch.setattr(watch.time, "time", lambda: later)

    def keys(vars_said="{}", **vars_of_usage):
        sources = open_sources(Usage((str(folder),), **vars_of_usage))
        return list(watch.file_keys(sources, str(tmp_path), vars_said).values())

    first = keys()
    assert len(set(first)) == len(MONTHS)
    assert keys() == first
    others = [keys('{"decimal": ","}'), keys(columns={"user_id": "type"})]
    (tmp_path / "macros").mkdir()
    (tmp_path / "macros/judging.sql").write_text("{# Other rows are rejected. #}")
    others.append(keys())
    for other in others:
        assert not set(other) & set(first)


def test_a_database_and_a_file_written_just_now_are_always_read(folder, tmp_path):
    sources = open_sources(Usage((str(folder),)))
    assert len(sources) == len(MONTHS)
    assert watch.file_keys(sources, str(tmp_path), "{}") == {}
    with duckdb.connect(tmp_path / "usage.duckdb") as connection:
        connection.execute(
            "create table calls as "
            "select '2021-08-01' as dt, 1 as user_id, 't' as type, 1 as api_count"
        )
    usage = Usage((str(tmp_path / "usage.duckdb"),), usage_table="calls", project=str(tmp_path))
    sources = open_sources(usage)
    assert len(sources) == 1
    assert watch.file_keys(sources, str(tmp_path), "{}") == {}
