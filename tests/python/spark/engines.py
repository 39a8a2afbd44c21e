"""Runs on Spark, and what both engines have made of the same usage."""

import json

import pandas as pd

ONLY_MODELS = [
    word for kind in ("test", "unit_test", "seed") for word in ("--exclude-resource-type", kind)
]
# These runs are too short for Java's slower, better compiler; without so much room it gives up.
JAVA_OPTIONS = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:ReservedCodeCacheSize=256m"
# Of which there are no groups in the file that is given for the sample.
UNKNOWN_TYPE = "riot"
# Everybody's group as DuckDB has it.
LABELS = """
    select
        columns.grouping,
        columns.user_id,
        columns.api_type,
        columns.part_key || '-' || labels.group_id as group_key,
        labels.group_id,
        columns.part_key || '-' || labels.runner_up_id as runner_up_key,
        labels.beyond_feature,
        labels.is_far,
        false as is_dormant,
        labels.confidence,
        labels.margin
    from int_clustering_columns as columns
    inner join int_group_labels_scored as labels using (part_key, series_id)
    union all
    select
        users.grouping,
        users.user_id,
        users.api_type,
        dormant_groups.group_key,
        dormant_groups.group_id,
        null as runner_up_key,
        null as beyond_feature,
        false as is_far,
        true as is_dormant,
        1.0 as confidence,
        null as margin
    from int_dormant_users as users
    inner join int_dormant_groups as dormant_groups
        on
            users.grouping = dormant_groups.grouping
            and users.api_type is not distinct from dormant_groups.api_type
"""


def spark(project, *arguments, select="+usage_features", succeeds=True, **options):
    """Run the features on Spark, and return what dbt said."""
    variables = ("--vars", json.dumps(options)) if options else ()
    done = project.dbt(
        *("build", "--target", project.target, "--select", *select.split()),
        *arguments,
        *variables,
        succeeds=succeeds,
        **project.environment,
    )
    return " ".join(done.stdout.split())


def handed_over(project, table):
    """What Spark has written of a table."""
    return project.query_files(f"build/spark/{table}/*.parquet")


def computed(project, table):
    """What DuckDB has made of a model, or of a query in brackets."""
    return project.made(f"from {table} order by all")


def assert_same(found, expected):
    """Compare frames in the order of their texts, dates and whole numbers, features to 1e-9."""
    exact = [name for name in expected if expected[name].dtype.kind != "f"]
    found, expected = (
        frame.sort_values(exact, na_position="first", ignore_index=True)
        for frame in (found, expected)
    )
    pd.testing.assert_frame_equal(found, expected, rtol=1e-9, atol=1e-9)


def assert_engines_agree(on_spark, on_duckdb):
    """See that both have the same days, period, counts and features."""
    for table in ("int_usage_days", "int_period", "int_row_counts", "int_usage_features"):
        found, expected = handed_over(on_spark, table), computed(on_duckdb, table)
        assert len(expected) > 0
        # Each engine has its own numbers.
        numbers = ["series_id", "whole_series_id"]
        assert_same(*(rows.drop(columns=numbers, errors="ignore") for rows in (found, expected)))


def assert_labels_agree(on_spark, on_duckdb, unknown=()):
    """See that both give everybody the same group, but where only DuckDB finds one; return them."""
    found, expected = handed_over(on_spark, "user_labels"), computed(on_duckdb, f"({LABELS})")
    keys = ["grouping", "user_id", "api_type"]
    assert_same(found[keys], expected[keys])
    is_unknown = found["api_type"].isin(unknown)
    told = found.loc[is_unknown, expected.columns.drop([*keys, "is_dormant"])]
    assert told.isna().all(axis=None)
    found, expected = (
        frame.loc[~frame["api_type"].isin(unknown), names].astype(
            {"group_id": "Int64", "is_far": "boolean"}
        )
        for frame, names in ((found, [*expected, "group_name"]), (expected, list(expected)))
    )
    assert_same(found[list(expected)], expected)
    return found


def set_on_spark(project, **settings):
    """Write settings of Spark to the profile."""
    profile = project.folder / "profiles.yml"
    setting = "spark.sql.session.timeZone: UTC"
    assert setting in profile.read_text()
    lines = [setting, *(f"spark.sql.{name}: '{value}'" for name, value in settings.items())]
    profile.write_text(profile.read_text().replace(setting, "\n          ".join(lines)))


def given_groups(project):
    """Read the groups that a build has published."""
    return json.loads((project.folder / "exports/group_model.json").read_text())
