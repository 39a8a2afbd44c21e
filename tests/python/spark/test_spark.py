"""The same models on Spark and on DuckDB, and a build on DuckDB that goes on from Spark."""

import csv
import json
import os

import hostile_rows
import numpy as np
import pandas as pd
import pytest
from usage_groups.scale import write_usage

FEATURES = ("build", "--target", "spark", "--select", "+usage_features")
ONLY_MODELS = ("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test")
ROWS = int(os.environ.get("ROWS") or 0)
HANDED_OVER = (
    *("int_usage_days", "int_period", "int_usage_features", "usage_features"),
    *("int_row_counts", "stg_usage_rejects", "spark_run"),
)
# What is written by which build, when.
OWN_WORDS = ("build_info",)


def spark(project, *arguments, succeeds=True, **options):
    """Run the features on Spark, and return what dbt said."""
    variables = ("--vars", json.dumps(options)) if options else ()
    done = project.dbt(
        *FEATURES,
        *arguments,
        *variables,
        succeeds=succeeds,
        SPARK_MASTER=os.environ.get("SPARK_MASTER", "local[2]"),
        SPARK_DRIVER_MEMORY=os.environ.get("SPARK_DRIVER_MEMORY", "4g"),
    )
    return " ".join(done.stdout.split())


def handed_over(project, table):
    """What Spark has written of a table."""
    return project.query_files(f"build/spark/{table}/*.parquet")


def computed(project, table):
    """What DuckDB has made of a model."""
    return project.query(f"from {table} order by all", "build/usage_groups_build.duckdb")


def assert_same(found, expected):
    """Compare frames in the order of their texts, dates and whole numbers, features to 1e-9."""
    exact = [name for name in expected if expected[name].dtype.kind != "f"]
    found, expected = (
        frame.sort_values(exact, na_position="first", ignore_index=True)
        for frame in (found, expected)
    )
    pd.testing.assert_frame_equal(found, expected, rtol=1e-9, atol=1e-9)


def assert_engines_agree(on_spark, on_duckdb):
    for table in ("int_usage_days", "int_period", "int_row_counts", "int_usage_features"):
        found, expected = handed_over(on_spark, table), computed(on_duckdb, table)
        assert len(expected) > 0
        assert_same(found, expected)


@pytest.fixture(scope="module")
def on_spark(new_project):
    """Run the sample on Spark, with its unit tests."""
    project = new_project()
    project.output = spark(project)
    return project


def test_the_sample_is_handed_over(on_spark):
    assert "ERROR=0" in on_spark.output
    assert "judged" in on_spark.output, "unit tests are part of it"
    assert f"Wrote {on_spark.folder}/build/spark. On DuckDB go on with" in on_spark.output
    for table in HANDED_OVER:
        assert list((on_spark.folder / "build/spark" / table).glob("*.parquet")), table


def test_features_of_the_sample_agree(on_spark, sample_project):
    assert_engines_agree(on_spark, sample_project)


def test_groups_are_those_that_duckdb_finds_alone(on_spark, sample_project):
    output = on_spark.dbt("build", "--vars", "{features_path: build/spark}").stdout
    assert "Published" in output
    names = sample_project.query("select table_name from duckdb_tables()")["table_name"]
    assert len(names) > 10
    for name in set(names) - set(OWN_WORDS):
        query = f"from {name} order by all"
        assert_same(on_spark.query(query), sample_project.query(query))
    info, expected = (project.query("from build_info") for project in (on_spark, sample_project))
    counts = [*(name for name in info if name.startswith("rows_")), "call_count", "user_count"]
    pd.testing.assert_frame_equal(info[counts], expected[counts])
    assert info["usage_path"][0] == "seeds/user_api_data.csv"
    assert info["features_path"][0] == f"{on_spark.folder}/build/spark"
    assert "spark" in json.loads(info["versions"][0])
    assert json.loads(info["parameters"][0]) == json.loads(expected["parameters"][0])


def test_half_a_folder_is_refused(on_spark):
    for file in (on_spark.folder / "build/spark/int_usage_days").glob("*.parquet"):
        file.rename(file.with_suffix(".away"))
    output = on_spark.failed_build("", features_path="build/spark")
    assert "is incomplete: 'int_usage_days' cannot be read" in output
    output = on_spark.failed_build("", features_path="build/spark", period_start="2021-09-01")
    assert "features_path is set, and so is period_start" in output


def numbered(rows, texts):
    """Rejects without what differs: the words for lines that do not split, and the path."""
    return rows.assign(reason=rows["reason"].where(rows["reason"].isin(texts)))[
        ["row_number", "reason"]
    ]


@pytest.mark.parametrize(("batch", "suffix"), [(0, ".csv"), (3, ".jsonl")])
def test_hostile_rows_have_the_same_fate(new_project, tmp_path, monkeypatch, batch, suffix):
    # Spark reads line by line, so that it may share out a file: see docs/scale.md.
    texts = [text for text in hostile_rows.GOOD_TEXTS if "\n" not in text]
    monkeypatch.setattr(hostile_rows, "GOOD_TEXTS", texts)
    file, written = hostile_rows.write_batch(np.random.default_rng(batch), tmp_path, 900)
    assert file.suffix == suffix
    options = {"usage_path": str(file), "max_reject_rate": 1}
    project = new_project()
    spark(project, *ONLY_MODELS, **options)
    select = ("--select", "+int_usage_features", *ONLY_MODELS)
    project.dbt("build", *select, "--vars", json.dumps(options))
    counts = handed_over(project, "int_row_counts").iloc[0]
    assert counts["rows_rejected"] == written.fates["rejected"]
    assert counts["call_count"] == written.calls
    for table in ("int_usage_days", "int_row_counts"):
        assert_same(handed_over(project, table), computed(project, table))
    found = handed_over(project, "stg_usage_rejects")
    expected = computed(project, "stg_usage_rejects")
    common = set(found["reason"]) & set(expected["reason"])
    assert len(common) > 5
    assert_same(numbered(found, common), numbered(expected, common))


def test_too_many_rejects_hand_nothing_over(new_project, tmp_path):
    with (tmp_path / "usage.csv").open("w", newline="") as file:
        csv.writer(file).writerows(
            [["dt", "user_id", "type", "api_count"], ["13.8.2021", 1, "gnql", 4]]
        )
    project = new_project()
    select = ("--exclude-resource-type", "unit_test")
    output = spark(project, *select, succeeds=False, usage_path=str(tmp_path / "usage.csv"))
    assert "No row of the usage can be used: of 1 rows, 1 were rejected" in output
    assert "Nothing handed over: assert_few_rejects failed." in output
    folder = project.folder / "build/spark"
    assert not (folder / "spark_run").exists()
    assert "is not a date" in next((folder / "usage_rejects.csv").glob("*.csv")).read_text()


@pytest.mark.skipif(not ROWS, reason="make test-spark ROWS=2000000 compares as many rows")
def test_features_of_many_rows_agree(new_project, tmp_path):
    write_usage(ROWS, 0, tmp_path)
    project = new_project()
    options = {"usage_path": f"{tmp_path}/*.parquet"}
    spark(project, *ONLY_MODELS, **options)
    select = ("--select", "+usage_features", *ONLY_MODELS)
    project.dbt("build", *select, "--vars", json.dumps(options))
    assert_engines_agree(project, project)
