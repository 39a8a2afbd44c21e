"""Builds from end to end, as an analyst runs them, on files of every kind."""

import hashlib
import json
import zipfile
from pathlib import Path

import bad_rows
import duckdb
import numpy as np
import oracle
import pandas as pd
import yaml
from forks import SAID
from usage_groups.database import attach_steps

MARTS = Path(__file__).parents[3] / "models/marts/_marts__models.yml"
SEED = Path(__file__).parents[3] / "seeds/user_api_data.csv"
EXPORTS = [
    f"{name}.csv"
    for name in (
        *("baseline_groups", "group_differences", "groups"),
        *("key_accounts", "usage_labeled", "user_api_groups", "user_groups"),
        *("user_moves", "watch_list"),
    )
]
WORKBOOK = "usage_groups.xlsx"
MANIFEST = "manifest.json"
MODEL = "group_model.json"
WITHOUT_UNIT_TESTS = ("--exclude-resource-type", "unit_test")


def tables(project):
    """The tables that say what was found, apart from when, from which file and what was before."""
    names = project.query(
        "select table_name from duckdb_tables() where table_name not in "
        "('build_info', 'usage_rejects', 'published_groups') order by table_name"
    )["table_name"]
    return {name: project.query(f"from {name} order by all") for name in names}


def sheets_of(workbook):
    """The sheets of a workbook, without the texts of their cells."""
    with zipfile.ZipFile(workbook) as archive:
        names = [name for name in archive.namelist() if name != "xl/sharedStrings.xml"]
        return {name: archive.read(name) for name in names}


def read_sample():
    """The sample's rows of usage, in the words of the tables."""
    sample = pd.read_csv(SEED, dtype={"user_id": str})
    sample.columns = ["usage_date", "user_id", "api_type", "call_count"]
    sample["usage_date"] = pd.to_datetime(sample["usage_date"]).dt.date
    return sample


def assert_same_tables(found, expected):
    assert found.keys() == expected.keys()
    for name, table in expected.items():
        pd.testing.assert_frame_equal(found[name], table)


def test_the_sample_is_published(sample_project):
    assert "Published" in sample_project.output
    exports = sample_project.folder / "exports"
    published = sorted(file.name for file in exports.glob("[!.]*"))
    folders, shown = ["charts", "members"], ["method.html", "report.html"]
    assert published == sorted([*EXPORTS, WORKBOOK, MANIFEST, MODEL, *folders, *shown])
    charts = [f"charts/{file.name}" for file in (exports / "charts").glob("*.svg")]
    assert len(charts) == 19
    members = [f"members/{file.name}" for file in (exports / "members").glob("*.csv")]
    manifest = json.loads((exports / MANIFEST).read_text())
    described = [*EXPORTS, WORKBOOK, MODEL, *charts, *members, *shown, "usage_groups.duckdb"]
    assert sorted(manifest["files"]) == sorted(described)
    for name, content in sample_project.outputs().items():
        if name != MANIFEST:
            described = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            assert manifest["files"][name] == described
    info = sample_project.query("from build_info").iloc[0]
    rows = len(pd.read_csv(SEED))
    assert (info["rows_read"], info["rows_accepted"], info["rows_rejected"]) == (rows, rows, 0)
    assert info["usage_path"] == "seeds/user_api_data.csv"
    assert info["build_id"] == manifest["build_id"]


def test_every_published_number_is_finite(sample_project):
    columns = sample_project.query(
        "select table_name, column_name from duckdb_columns() where not internal "
        "and data_type in ('DOUBLE', 'FLOAT')"
    )
    assert len(columns) > 10
    counts = [
        f"select '{table}.{column}' as name, count(*) as row_count from {table} "
        f"where not isfinite({column})"
        for table, column in columns.itertuples(index=False)
    ]
    found = sample_project.query(" union all ".join(counts))
    assert found["name"].nunique() == len(columns)
    assert found[found["row_count"] > 0].empty


def test_the_workbook_explains_every_column_of_its_sheets(sample_project):
    explained = sample_project.made("from int_workbook_columns")
    assert explained["meaning"].str.len().min() > len("Day.")
    shown = sample_project.made(
        "select count(*) as columns from duckdb_columns() where starts_with(table_name, "
        "'int_workbook_') and table_name <> 'int_workbook_columns'"
    )
    assert len(explained) == shown["columns"].item() > 50


def test_no_deprecation_warning(parsed):
    output = (parsed / SAID).read_text()
    assert "eprecat" not in output.replace("--show-all-deprecations", "")


def test_docs_can_be_generated(sample_project):
    sample_project.dbt("docs", "generate")
    assert (sample_project.folder / "target/catalog.json").exists()


def test_features_and_baseline_of_the_sample_equal_the_oracle(sample_project):
    info = sample_project.query("from build_info").iloc[0]
    days = read_sample()
    expected = oracle.usage_features(days[days["usage_date"] >= info["window_start"].date()])
    found = sample_project.query("from usage_features order by user_id, api_type")
    assert found["user_id"].tolist() == expected["user_id"].tolist()
    np.testing.assert_allclose(
        found[oracle.FEATURES].astype(float), expected[oracle.FEATURES].astype(float), atol=1e-9
    )
    scaled = oracle.baseline_features(expected)
    assert info["has_baseline"]
    trials = sample_project.query("from baseline_trials order by api_type, min_samples")
    groups = sample_project.query("from baseline_groups").set_index(["user_id", "api_type"])
    for api_type, rows in scaled.groupby("api_type"):
        ordered = rows.sort_values("user_id", key=lambda users: users.astype(int))
        searched, best, published = oracle.baseline_search(ordered[oracle.FEATURES].to_numpy())
        counts = trials.loc[trials["api_type"] == api_type, list(searched.columns)]
        np.testing.assert_allclose(counts.astype(float), searched.astype(float), atol=1e-9)
        labels = groups.loc[pd.MultiIndex.from_frame(ordered[oracle.PAIR])]
        assert labels["best_label"].tolist() == best.tolist()
        assert labels["published_label"].tolist() == published.tolist()


def test_every_day_has_the_group_of_its_user(sample_project):
    days = sample_project.query(
        "select user_id, api_type, usage_date, call_count, group_id, group_name from usage_labeled"
    )
    groups = sample_project.query(
        "select user_id, api_type, group_id, group_name from user_api_groups"
    )
    daily = read_sample().groupby(["api_type", "user_id", "usage_date"], as_index=False).sum()
    expected = daily.merge(groups, on=["user_id", "api_type"])
    days["usage_date"] = days["usage_date"].dt.date
    for column in days.columns:
        assert days[column].tolist() == expected[column].tolist()


def test_days_meet_their_groups_on_many_threads_and_with_little_memory(sample_project, tmp_path):
    compiled = "target/compiled/usage_groups/models/marts/usage_labeled.sql"
    query = (sample_project.folder / compiled).read_text()
    settings = {"threads": 8, "memory_limit": "150MB", "temp_directory": str(tmp_path)}
    database = tmp_path / "usage_groups.duckdb"
    with duckdb.connect(database, config=settings) as connection:
        attach_steps(connection, database)
        connection.execute(
            "create table user_api_groups as select 'user ' || user_id as user_id, "
            "'gnql' as api_type, 1 + user_id * 7919 % 60 as use_days, user_id as group_id, "
            "'gnql-' || user_id as group_key, "
            "'group ' || user_id as group_name from range(100000) as users (user_id)"
        )
        connection.execute(
            "create table steps.int_series as select group_id + 1 as series_id, user_id, api_type, "
            "'all weeks' as part, use_days as day_count from user_api_groups order by hash(user_id)"
        )
        connection.execute(
            "create table steps.int_series_days__user_api as select group_id + 1 as series_id, "
            "date '2021-08-13' + cast(day as integer) as usage_date, "
            "group_id as call_count "
            "from (select group_id, unnest(range(use_days)) as day from user_api_groups)"
        )
        connection.execute(f"create table usage_labeled as {query}")
        found = connection.execute(
            "select count(*), count(*) filter (group_id = call_count "
            "and user_id = 'user ' || group_id and group_name = 'group ' || group_id) "
            "from usage_labeled"
        ).fetchall()
        days = connection.execute(
            "select count(*) from steps.int_series_days__user_api"
        ).fetchall()[0][0]
    assert found == [(days, days)]


def test_the_published_file_suits_older_clients_and_has_comments(sample_project):
    header = (sample_project.folder / "usage_groups.duckdb").read_bytes()[:64]
    version = int.from_bytes(header[12:20], "little")
    assert version == 64, "the storage version that DuckDB 1.0 writes"
    lacking = sample_project.query(
        "select table_name, column_name from duckdb_columns() "
        "where not internal and comment is null"
    )
    assert lacking.empty
    assert sample_project.query("from duckdb_views() where not internal").empty
    for table in yaml.safe_load(MARTS.read_text())["models"]:
        columns = [column["name"] for column in table["columns"]]
        assert list(sample_project.query(f"from {table['name']} limit 0")) == columns
    types = sample_project.query(
        "select column_name, data_type from duckdb_columns() where not internal"
    ).set_index("column_name")["data_type"]
    plain = {"VARCHAR", "BIGINT", "INTEGER", "DOUBLE", "BOOLEAN", "DATE", "TIMESTAMP"}
    assert set(types) <= plain, "what BI tools read"
    assert set(types[types.index.str.endswith("_on")]) == {"DATE"}
    assert not list(sample_project.folder.glob("usage_groups.duckdb.*"))


def test_same_bytes_from_any_format_in_any_order_and_with_any_threads(
    sample_project, new_project, tmp_path
):
    folder = tmp_path / "export [1]"
    columns = {"dt": "day", "user_id": "account", "type": "product", "api_count": "calls"}
    shuffled = pd.read_csv(SEED, dtype=str).sample(frac=1, random_state=1)
    write_in_many_kinds(shuffled.rename(columns=columns), folder)
    options = {
        "usage_path": [str(folder), f"{folder}/*"],
        "usage_columns": columns,
        "usage_table": "calls",
    }
    again = new_project()
    variables = ("--vars", json.dumps(options))
    again.dbt("build", *WITHOUT_UNIT_TESTS, "--threads", "1", *variables)
    charts = [f"charts/{path.name}" for path in (again.folder / "exports/charts").iterdir()]
    for name in [*EXPORTS, *charts]:
        exports = [copy.folder / "exports" / name for copy in (sample_project, again)]
        assert exports[0].read_bytes() == exports[1].read_bytes(), name
    # Texts are numbered where they first stand; one of the first sheet names the file.
    sheets = [sheets_of(copy.folder / "exports" / WORKBOOK) for copy in (sample_project, again)]
    assert sheets[0] == sheets[1]
    assert_same_tables(tables(again), tables(sample_project))
    info = again.query("from build_info").iloc[0]
    assert info["usage_path"] == "export [1], *"
    files = [path for path in folder.rglob("[!_]*") if path.is_file()]
    assert info["file_count"] == len(files) > 7
    assert info["overlapping_files"] is None
    assert not list((again.folder / "build").glob("unpacked-*"))
    published = (again.folder / "usage_groups.duckdb").read_bytes()
    assert str(tmp_path).encode() not in published


def write_in_many_kinds(rows, folder):
    """Write every kind of file that is read, with names that look like patterns."""
    (folder / "deep").mkdir(parents=True)
    shares = [rows[rows["account"].astype(int) % 5 == number] for number in range(5)]
    shares[0][:50].to_csv(folder / "plain", index=False)
    shares[0][50:].to_csv(folder / "b[1].csv.gz", index=False, sep=";")
    shares[1].to_csv(folder / "deep/b1?.csv.bz2", index=False, sep="|")
    shares[2].to_json(folder / "array.json", orient="records")
    with zipfile.ZipFile(folder / "deep/*.zip", "w") as archive:
        archive.writestr("one/usage.csv", shares[3][:50].to_csv(index=False))
        archive.writestr("two/usage.csv", shares[3][50:].to_csv(index=False))
    with duckdb.connect(folder / "warehouse") as connection:
        connection.register("shares", shares[4][:50])
        connection.execute("create table calls as from shares")
    for product, calls in shares[4][50:].groupby("product"):
        file = folder / f"product={product}/day=2000-01-01/part-0.parquet"
        file.parent.mkdir(parents=True)
        duckdb.from_df(calls.drop(columns="product")).write_parquet(str(file))
    (folder / "_SUCCESS").touch()


def test_bad_rows_are_set_apart_and_the_rest_is_built(nights, usage):
    project, output = nights, " ".join(nights.second_output.split())
    last_row = len(nights.usage.read_text().splitlines())
    rejects = project.query("from usage_rejects order by row_number")
    far = "dt is more than 7 days after today"
    assert rejects["row_number"].tolist() == [*sorted(bad_rows.BAD), last_row]
    reasons = [reason for _, (_, reason) in sorted(bad_rows.BAD.items())]
    assert rejects["reason"].tolist() == [*reasons, far]
    assert (rejects["file_name"] == "usage.csv").all()
    assert rejects["original_text"][10] == "2021-08-13,5,gnql"
    expected = '{"dt":"2021-08-13","user_id":"5","type":"gnql","api_count":"1,000"}'
    assert rejects["original_text"][8] == expected
    info = project.query("from build_info").iloc[0]
    counted = info[["rows_read", "rows_accepted", "rows_rejected", "rows_of_zero_usage"]]
    accepted = len(usage) + bad_rows.ROWS_ADDED
    assert counted.tolist() == [last_row - 1, accepted, len(bad_rows.BAD) + 1, 1]
    without_user = info[["rows_without_user", "calls_without_user"]].tolist()
    assert without_user == [len(bad_rows.NOBODY), 35]
    # Those that can be read: five times 4 and 1,000 of user 5, and 2 of user 0.
    assert info["calls_rejected"] == 1022
    assert "Without a user: 5 rows with 35 calls" in output
    assert f"1 row is rejected, like usage.csv row {last_row}" in output
    assert "Only rejected rows tell of 1 user ('5' with 1020 calls)." in output
    assert "kept apart: 'GNQL', 'gnql'." in output
    assert not project.query("select 1 from user_groups where user_id in ('0.0', '5')").size
    assert project.query("select call_count from usage_labeled where user_id = 'ü中'").size == 1

    # A spreadsheet runs no cell, and a program takes the apostrophe off again.
    users = project.query("from user_groups order by total_calls desc, user_id")["user_id"]
    written = pd.read_csv(project.folder / "exports/user_groups.csv", dtype=str)["user_id"]
    assert set(bad_rows.FORMULAS.values()) < set(written)
    assert written.str.removeprefix("'").tolist() == users.tolist()
    assert "&lt;b&gt;type&lt;/b&gt;" in (project.folder / "exports/report.html").read_text()
    # Nothing is left where dbt was started, and nothing that was for a while only.
    assert list(project.folder.parent.iterdir()) == [project.folder]
    assert not list((project.folder / "build/temporary").iterdir())


def test_failures_are_sentences_and_publish_nothing(small_project, tmp_path, usage):
    project = small_project
    before = project.outputs()
    (tmp_path / "many.csv").write_text(usage[:30].to_csv(index=False) + "2021-08-13,1,gnql,x\n")
    lines = [f"2021-08-13,{user},gnql,4" for user in range(30)]
    mixed = "dt,user_id,type,api_count\n" + "\n".join(lines) + "\r\n" + "\n".join(lines)
    (tmp_path / "mixed.csv").write_bytes(mixed.encode())
    sentences = {
        "'; drop table users; -- {{ 1 / 0 }} \"": "names no file",
        "mixed.csv": "Lines of the file end in different ways: save it with one kind",
        "many.csv": "1 of 31 rows were rejected, more than max_reject_rate = 0.01 allows",
    }
    for name, sentence in sentences.items():
        output = project.failed_build(tmp_path / name)
        assert sentence in output, name
        assert "Nothing published" in output, name
    rejects = (project.folder / "build/usage_rejects.csv").read_text()
    assert "\nmany.csv,32,api_count is not a whole number" in rejects
    assert project.outputs() == before


def test_a_failing_test_publishes_nothing_and_neither_does_a_retry(nights):
    assert "Nothing published: assert_no_report failed." in nights.failed.output
    retried = "dbt retry would publish a mixture of two builds. Nothing is published."
    assert retried in nights.failed.retried
    assert nights.failed.outputs == nights.first_outputs


def test_one_user_is_a_group(nights):
    assert nights.failed.groups[["user_id", "group_id"]].to_numpy().tolist() == [["0", 0]]
    assert "One day, a few calls a day" in nights.failed.report


def test_a_part_of_a_build_publishes_nothing(sample_project):
    before = sample_project.outputs()
    part = ("--select", "build_info")
    selected = sample_project.dbt("build", *WITHOUT_UNIT_TESTS, *part).stdout
    assert "Nothing published: this build left out" in selected
    tested = sample_project.dbt("test", "--select", "user_api_groups").stdout
    assert "only dbt build publishes" in tested
    assert sample_project.outputs() == before
