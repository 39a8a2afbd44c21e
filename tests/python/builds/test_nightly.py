"""Builds one after the other: groups stay, until a search finds clearly better ones."""

import json

import bad_rows
import duckdb
import pandas as pd
import pytest
from rendering import project_vars, rendered
from sklearn.metrics import adjusted_rand_score
from usage_groups.shapes.model import read_shapes
from usage_groups.shapes.series import tabulate_series

# Where a build publishes as well.
FURTHER = "further/it's.duckdb"


def assert_same(found, expected):
    for name, table in expected.items():
        pd.testing.assert_frame_equal(found[name], table)


def test_the_second_night_does_not_search(nights):
    assert "Groups by behaviour" not in nights.second_output
    assert "Groups by shape" not in nights.second_output
    before, after = nights.first["group_models"], nights.second["group_models"]
    stayed = after["part_key"].isin(before["part_key"])
    pd.testing.assert_frame_equal(after[stayed].reset_index(drop=True), before)
    assert set(before["outcome"]) == {"first"}
    assert set(after.loc[~stayed, "reason"]) == {"nobody has usage in the window"}
    assert nights.query("select count(*) from clustering_trials").iloc[0, 0] > 0


def test_the_baseline_is_computed_with_a_search_only(nights):
    assert not nights.query("select has_baseline from build_info").iloc[0, 0]
    for table in ("baseline_groups", "baseline_trials"):
        assert nights.query(f"select count(*) from {table}").iloc[0, 0] == 0
    lines = (nights.folder / "exports/baseline_groups.csv").read_text().splitlines()
    assert len(lines) == 1
    assert lines[0].endswith("best_label,published_label")
    report = (nights.folder / "exports/method.html").read_text()
    assert "It was not computed in this build; the var <code>baseline</code>" in report


def test_names_stay_and_name_fit_is_of_today(nights):
    names = [
        nights_of["group_name_claims"].set_index("group_key")["group_name"]
        for nights_of in (nights.first, nights.second)
    ]
    assert names[1][names[0].index].tolist() == names[0].tolist()
    fits = nights.query("select name_fit from group_profiles where grouping <> 'shape'")
    assert fits["name_fit"].between(0, 1).all()


def test_new_users_have_a_group_and_most_others_theirs(nights):
    before, after = (night["user_api_groups"] for night in (nights.first, nights.second))
    after = after[after["api_type"].isin(before["api_type"])]
    assert len(after) > len(before)
    assert set(after["group_key"]) <= set(before["group_key"])
    both = before.merge(after, on=["user_id", "api_type"], suffixes=("_before", "_after"))
    assert adjusted_rand_score(both["group_key_before"], both["group_key_after"]) > 0.6
    same_calls = both["total_calls_before"] == both["total_calls_after"]
    assert same_calls.sum() > 50


def test_everybody_has_the_shape_that_follows_from_the_own_weeks_and_stored_medoids(nights):
    shapes, models = nights.second["user_api_shapes"], nights.first["group_models"]
    (document,) = models.loc[models["part_key"] == "shapes", "model"]
    stored = read_shapes(document)
    assert len(stored.group_ids) > 1
    weeks = nights.made(
        "select user_id, api_type, week_number, week_count, weekly_calls from int_series_weeks "
        "inner join int_series using (series_id) order by api_type, user_id, week_number"
    )
    numbers = ("week_number", "week_count", "weekly_calls")
    series = tabulate_series(*(weeks[name].to_numpy() for name in numbers))
    labels = stored.assign(series)
    users = weeks.loc[weeks["week_number"] == 0, ["user_id", "api_type"]].reset_index(drop=True)
    labels["group_key"] = "shapes-" + labels["group_id"].astype(str)
    columns = ["user_id", "api_type", "group_key", "confidence", "is_far"]
    pd.testing.assert_frame_equal(users.join(labels)[columns], shapes[columns], check_dtype=False)


def test_groups_of_another_window_are_refused(nights):
    pinned = project_vars() | {"group_model": "pinned.json"}
    query = rendered("search/int_search_plan.sql", **pinned)
    database = nights.folder / "build/steps.duckdb"
    with duckdb.connect(database, read_only=True) as connection:
        assert len(connection.execute(query).df()) > 1
        connection.execute(
            "create temp view int_stored_models as "
            "select * replace (28 as window_days) from steps.main.int_stored_models"
        )
        sentence = r"pinned\.json are of other features or of another window"
        with pytest.raises(duckdb.Error, match=sentence):
            connection.execute(query).fetchall()


@pytest.fixture(scope="module")
def searched_again(nights):
    """Search where groups are stored, with vars as people type them, days among them."""
    file = nights.folder / "dbt_project.yml"
    text = file.read_text()
    assert "\n  period_end: null" in text
    file.write_text(text.replace("\n  period_end: null", "\n  period_end: 2021-12-09"))
    variables = (
        "{search_after_days: 1, period_start: 2021-04-01, chart_files: false, "
        f'row_files: parquet, publish_path: "{FURTHER}"}}'
    )
    build = ("build", "--exclude-resource-type", "unit_test", "--vars", variables)
    nights.third_output = nights.dbt(*build, USAGE_PATH=str(nights.usage)).stdout
    file.write_text(text)
    return nights


def test_an_old_search_is_made_again_and_lineage_says_what_became_of_groups(searched_again):
    said = " ".join(searched_again.third_output.split())
    assert "Groups were searched, since the last search is 1 days ago or more" in said
    models = searched_again.query("select * from group_models where is_current")
    models = models[models["part_key"].isin(searched_again.first["group_models"]["part_key"])]
    assert set(models["outcome"]) == {"kept", "replaced"}
    assert models["gain"].notna().all()
    replaced = set(models.loc[models["outcome"] == "replaced", "part_key"])
    lineage = searched_again.query(
        "select distinct if(grouping = 'shape', 'shapes', coalesce(api_type, 'users')) as part "
        "from group_lineage"
    )
    assert set(lineage["part"]) == replaced


def test_dbt_takes_days_as_yaml_reads_them(searched_again, usage):
    info = searched_again.query("from build_info").iloc[0]
    assert json.loads(info["parameters"])["period_start"] == "2021-04-01"
    assert str(info["period_end"])[:10] == "2021-12-09"
    outside = ~usage["dt"].between("2021-04-01", "2021-12-09")
    # And a row of the year 9999, which no longer has to be near the others.
    assert info["rows_outside_period"] == outside.sum() + 1 > 1
    inside = usage.loc[~outside, "api_count"].astype(int)
    labelled = searched_again.query("select sum(call_count) from usage_labeled").iloc[0, 0]
    assert labelled == inside.sum() + bad_rows.CALLS_ADDED


def test_other_files_and_a_further_copy_are_written_on_request(searched_again):
    databases = [searched_again.folder / name for name in (FURTHER, "usage_groups.duckdb")]
    assert databases[0].read_bytes() == databases[1].read_bytes()
    assert not databases[0].is_symlink()
    assert not list((searched_again.folder / "build/temporary").iterdir())
    exports = searched_again.folder / "exports"
    assert (exports / "report.html").exists()
    assert not (exports / "charts").exists()
    assert not (exports / "usage_labeled.csv").exists()
    written = searched_again.query_files("exports/usage_labeled.parquet")
    labelled = searched_again.query("select count(*), sum(call_count) from usage_labeled")
    assert labelled.iloc[0].tolist() == [len(written), written["call_count"].sum()]


def test_always_says_what_the_file_alone_says(searched_again):
    searched_again.build(searched_again.first_usage, search="always")
    found, expected = searched_again.groups(), searched_again.first
    # What is stored of types that nobody uses any more stays.
    for name, key in (("group_models", "part_key"), ("group_name_claims", "group_key")):
        known = found[name][key].isin(expected[name][key])
        found[name] = found[name][known].reset_index(drop=True)
    models, first = (tables.pop("group_models") for tables in (found, expected))
    assert set(models["reason"]) == {"asked for"}
    assert models["model"].tolist() == first["model"].tolist()
    assert_same(found, expected)
