"""Builds one after the other: groups stay, until a search finds clearly better ones."""

import shutil

import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score
from usage_groups.shapes.model import read_shapes
from usage_groups.shapes.series import tabulate_series

ROWS = (
    *("user_api_groups", "user_groups", "user_api_shapes"),
    *("group_models", "group_name_claims", "group_lineage"),
)
FIRST_DAY = "2021-11-24"


def published(project):
    return {name: project.query(f"from {name}") for name in ROWS}


def assert_same(found, expected):
    for name, table in expected.items():
        pd.testing.assert_frame_equal(found[name], table)


@pytest.fixture(scope="module")
def nights(new_project, usage, tmp_path_factory):
    """Build twice in one project: up to a day, and two weeks later, when the file has grown."""
    project = new_project(is_quick=True)
    project.usage = tmp_path_factory.mktemp("usage") / "calls.csv"
    usage[usage["dt"] <= FIRST_DAY].to_csv(project.usage, index=False)
    project.build(project.usage)
    project.first = published(project)
    usage.to_csv(project.usage, index=False)
    project.second_output = project.build(project.usage)
    project.second = published(project)
    return project


def test_the_second_night_does_not_search(nights):
    assert "Groups by behaviour" not in nights.second_output
    assert "Groups by shape" not in nights.second_output
    before, after = nights.first["group_models"], nights.second["group_models"]
    pd.testing.assert_frame_equal(after, before)
    assert set(after["outcome"]) == {"first"}
    assert nights.query("select count(*) from clustering_trials").iloc[0, 0] > 0


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
    weeks = nights.query(
        "select user_id, api_type, week_number, week_count, weekly_calls from int_series_weeks "
        "inner join int_series using (series_id) order by api_type, user_id, week_number",
        database="build/usage_groups.duckdb",
    )
    numbers = ("week_number", "week_count", "weekly_calls")
    series = tabulate_series(*(weeks[name].to_numpy() for name in numbers))
    labels = stored.assign(series)
    users = weeks.loc[weeks["week_number"] == 0, ["user_id", "api_type"]].reset_index(drop=True)
    labels["group_key"] = "shapes-" + labels["group_id"].astype(str)
    columns = ["user_id", "api_type", "group_key", "confidence", "is_far"]
    pd.testing.assert_frame_equal(users.join(labels)[columns], shapes[columns], check_dtype=False)


def test_a_pinned_file_gives_the_same_groups_anywhere(nights, new_project, tmp_path):
    pinned = tmp_path / "group_model.json"
    shutil.copy(nights.folder / "exports/group_model.json", pinned)
    elsewhere = new_project(is_quick=True)
    elsewhere.build(nights.usage, group_model=str(pinned))
    found = published(elsewhere)
    assert_same(found, nights.second)
    assert (elsewhere.folder / "exports/group_model.json").read_bytes() == pinned.read_bytes()


def test_groups_of_another_window_are_refused(nights):
    said = nights.failed_build(nights.usage, group_model="exports/group_model.json", window_days=28)
    assert "exports/group_model.json are of other features or of another window" in said


def test_always_and_a_fresh_folder_say_what_the_file_alone_says(nights, new_project):
    fresh = new_project(is_quick=True)
    fresh.build(nights.usage)
    nights.build(nights.usage, search="always")
    found, expected = published(nights), published(fresh)
    reasons = [table.pop("group_models") for table in (found, expected)]
    assert set(reasons[0]["reason"]) == {"asked for"}
    assert reasons[0]["model"].tolist() == reasons[1]["model"].tolist()
    assert_same(found, expected)


def test_an_old_search_is_made_again_and_lineage_says_what_became_of_groups(nights):
    said = nights.build(nights.usage, search_after_days=1, period_end="2021-12-09")
    assert "Groups were searched, since the last search is 1 days ago or more" in said
    models = nights.query("select * from group_models where is_current")
    assert set(models["outcome"]) <= {"kept", "replaced"}
    assert models["gain"].notna().all()
    replaced = set(models.loc[models["outcome"] == "replaced", "part_key"])
    lineage = nights.query(
        "select distinct if(grouping = 'shape', 'shapes', coalesce(api_type, 'users')) as part "
        "from group_lineage"
    )
    assert set(lineage["part"]) == replaced
