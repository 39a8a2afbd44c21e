"""Folders that a run on Spark may leave, and the sentences for those that are not complete."""

import json

import duckdb
import pytest
from test_macros import call
from usage_groups.entrypoints import plugin
from usage_groups.reading.contents import InputError
from usage_groups.reading.spark_run import read_run

TABLES = {"int_usage_days": 3, "stg_usage_rejects": 0}


@pytest.fixture
def folder(tmp_path):
    """Write what a run writes, with other tables, to a folder whose name looks like a pattern."""
    run = tmp_path / "spark [1]*"
    run.mkdir()
    with duckdb.connect() as connection:
        for table, rows in TABLES.items():
            write(connection, run / table, f"select range as number from range({rows})")
        write(connection, run / "spark_run", run_row(json.dumps(TABLES)))
    return run


def write(connection, folder, query):
    folder.mkdir(exist_ok=True)
    connection.execute(f"copy ({query}) to '{folder}/part-0.parquet' (format parquet)")


def run_row(row_counts):
    return (
        "select 'a' as build_id, timestamptz '2021-08-13 12:00:00+00' as built_at, 'usage.csv' as "
        'usage_path, \'{"period_start": null}\' as parameters, \'{"spark": "4"}\' as versions, '
        f"'{row_counts}' as row_counts"
    )


def test_a_complete_run_says_what_it_read(folder):
    run = read_run(str(folder))
    assert (run["build_id"], run["usage_path"]) == ("a", "usage.csv")
    assert (run["parameters"], run["versions"]) == ({"period_start": None}, {"spark": "4"})


def test_a_build_may_read_it_wherever_it_lies(folder, tmp_path):
    request = {"is_usage": False, "paths": [f"{folder}/*/*.parquet"], "project": str(tmp_path)}
    allowed = plugin.start(json.dumps(request), str(tmp_path / "exports"))
    pattern = f"{call('as_pattern', str(folder))}/int_usage_days/*.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"set allowed_paths = {call('sql_texts', allowed)}")
        connection.execute("set enable_external_access = false")
        rows = connection.execute(f"from read_parquet({call('sql_text', pattern)})").fetchall()
    assert rows == [(0,), (1,), (2,)]


def test_there_is_no_run(folder, tmp_path):
    for nowhere in (tmp_path / "nowhere", folder / "int_usage_days"):
        with pytest.raises(InputError, match=r"holds no run on Spark .*Let 'dbt build"):
            read_run(str(nowhere))


def test_a_run_is_writing_or_was_cut_off(folder):
    with duckdb.connect() as connection:
        query = f"select * from ({run_row('{}')}) where false"
        write(connection, folder / "spark_run", query)
    with pytest.raises(InputError, match="is being written, or its run was cut off"):
        read_run(str(folder))


def test_rows_are_missing(folder):
    with duckdb.connect() as connection:
        write(connection, folder / "int_usage_days", "select 1 as number")
    with pytest.raises(InputError, match="'int_usage_days' has 1 rows, 3 were written"):
        read_run(str(folder))


@pytest.mark.parametrize("damage", ["unlink", "cut"])
def test_a_file_is_missing_or_cut_off(folder, damage):
    file = folder / "int_usage_days/part-0.parquet"
    if damage == "unlink":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes()[:-10])
    with pytest.raises(InputError, match="is incomplete: 'int_usage_days' cannot be read"):
        read_run(str(folder))
