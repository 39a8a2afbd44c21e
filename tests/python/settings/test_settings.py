"""Vars arrive as YAML makes them; each is read as what it is, or refused with a sentence."""

import json
import re
from pathlib import Path

import pytest
import yaml
from usage_groups.settings.checks import SettingError, check_for_spark, checked
from usage_groups.settings.sources import command_line_vars, project_vars
from usage_groups.settings.table import SETTINGS

PROJECT = Path(__file__).parents[3]
DEFAULTS = project_vars(PROJECT)
HOSTILE = [
    *("'", '"', ";", "--", "'; drop table users; --", "{{ 1 / 0 }}", "\\", "$$ x $$", "\n", "\0"),
    *("%s", "é\u202e", "x" * 10_000, "", " ", True, False, 0, -1, 1.5, 10**30, float("nan")),
    *(float("inf"), [], {}, [1, [2]], {"a": {}}, {1: 2}, None, [None], object()),
]


def read(text):
    """Read vars as they are typed behind --vars."""
    return checked(DEFAULTS, command_line_vars(text))


def test_every_var_of_the_project_has_a_kind_and_a_comment():
    text = (PROJECT / "dbt_project.yml").read_text()
    assert list(DEFAULTS) == list(SETTINGS), "the same names in the same order"
    assert checked(DEFAULTS, {}) == DEFAULTS
    for name in DEFAULTS:
        # One comment may stand over two vars of one subject.
        assert re.search(rf"  #.*\n(  \w+:.*\n)?  {name}:", text), f"{name} says what it is"


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("period_start: 2021-09-01", "period_start", "2021-09-01"),
        ("period_end: ' 2021-11-30 '", "period_end", "2021-11-30"),
        ('{"period_end": "2024-02-29"}', "period_end", "2024-02-29"),
        ("period_start: null", "period_start", None),
        ("window_days: 91", "window_days", 91),
        ("window_days: '28'", "window_days", 28),
        ("window_days: whole", "window_days", "whole"),
        ("window_days: null", "window_days", None),
        ("history_every: month", "history_every", "month"),
        ("history_periods: 1", "history_periods", 1),
        ("usage_path: calls.csv", "usage_path", "calls.csv"),
        ("usage_path: 2021", "usage_path", "2021"),
        ("usage_path: 2021-09-01", "usage_path", "2021-09-01"),
        ("usage_path: [calls.csv]", "usage_path", "calls.csv"),
        ("usage_path: [a.csv, 'b [1].csv', 2021-09-01]", "usage_path", None),
        ("usage_columns: {dt: day, api_count: 2021}", "usage_columns", None),
        ("usage_columns: null", "usage_columns", None),
        ("usage_columns: {api_count: null}", "usage_columns", {"api_count": None}),
        ("usage_type: 7", "usage_type", "7"),
        ("usage_table: main.calls", "usage_table", "main.calls"),
        ("overlaps: drop", "overlaps", "drop"),
        ("usage_columns: {dt: type, type: dt}", "usage_columns", {"dt": "type", "type": "dt"}),
        ("max_reject_rate: 0", "max_reject_rate", 0.0),
        ("max_reject_rate: 1", "max_reject_rate", 1.0),
        ("max_reject_rate: .5", "max_reject_rate", 0.5),
        ("max_reject_rate: 1e-5", "max_reject_rate", 1e-5),
        ("max_reject_rate: '0.02'", "max_reject_rate", 0.02),
        ("chart_files: no", "chart_files", False),
        ("row_files: parquet", "row_files", "parquet"),
        ("most_fitted_users: 100", "most_fitted_users", 100),
        ("most_scored_users: '5000'", "most_scored_users", 5000),
        ("memory_limit: 4GB", "memory_limit", "4GB"),
        ("memory_limit: 512 MB", "memory_limit", "512MB"),
        ("memory_limit: 1.5gib", "memory_limit", "1.5gib"),
        ("memory_limit: 80%", "memory_limit", "80%"),
        ("publish_path: null", "publish_path", None),
        ("nobody: []", "nobody", []),
        ("nobody: [x, 0]", "nobody", ["x", "0"]),
        ("fold_spellings: true", "fold_spellings", True),
        ("most_days_ahead: 0", "most_days_ahead", 0),
        ("publish_path: results/groups.duckdb", "publish_path", "results/groups.duckdb"),
        ("features_path: s3://bucket/spark", "features_path", "s3://bucket/spark"),
    ],
)
def test_what_each_var_takes(text, name, value):
    several = {
        "usage_path: [a.csv, 'b [1].csv', 2021-09-01]": ["a.csv", "b [1].csv", "2021-09-01"],
        "usage_columns: {dt: day, api_count: 2021}": {"dt": "day", "api_count": "2021"},
    }
    found = read(text)
    assert found[name] == several.get(text, value)
    assert json.loads(json.dumps(found)) == found
    assert found | {name: None} == checked(DEFAULTS, {}) | {name: None}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("period_start: 2021-02-30", "period_start is '2021-02-30', which is not a date like"),
        ("period_end: 20211130", "period_end is 20211130, which is not a date like 2021-08-13."),
        ("period_end: 2021-11-30 12:00:00", 'period_end is "2021-11-30 12:00:00", which is not'),
        ("period_start: August", "period_start is 'August', which is not a date like 2021-08-13."),
        ("period_start: true", "period_start is true, which is not a date like 2021-08-13."),
        (
            "{period_start: 2021-11-30, period_end: 2021-09-01}",
            "period_start 2021-11-30 is after period_end 2021-09-01. Exchange them.",
        ),
        ("window_days: 90", "window_days is 90, which is not whole weeks in days like 91, or"),
        ("window_days: 0", "window_days is 0, which is not whole weeks in days like 91, or whole."),
        ("window_days: all", "window_days is 'all', which is not whole weeks in days like 91, or"),
        ("window_days: -7", "window_days is -7, which is not whole weeks in days like 91, or"),
        ("history_every: day", "history_every is 'day', which is not week or month."),
        ("history_periods: 0", "history_periods is 0, which is not a whole number from 1 on."),
        ("features_path: true", "features_path is true, which is not a path like build/spark."),
        ("nobody: none", "nobody is 'none', which is not a list like ['null', 'n/a']."),
        ("publish_path: ''", "publish_path is '', which is not a path like results/groups"),
        ("row_files: null", "row_files is null, which is not csv or parquet."),
        ("usage_path: ''", "usage_path is '', which is not a path like calls.csv, or a list"),
        ("usage_path: []", "usage_path is [], which is not a path like calls.csv, or a list"),
        ("usage_path: {a: b}", 'usage_path is {"a": "b"}, which is not a path like calls.csv'),
        ("usage_path: 1.10", "usage_path is 1.1, which is not a path like calls.csv"),
        ("usage_columns: [..]", 'usage_columns is [".."], which is not a mapping like {dt: day'),
        ("usage_columns: dt", "usage_columns is 'dt', which is not a mapping like {dt: day"),
        ("usage_columns: {dt: yes}", 'usage_columns is {"dt": true}, which is not a mapping'),
        (
            "usage_columns: {day: dt}",
            "usage_columns maps day, but the columns that can be mapped are dt, user_id, type, api",
        ),
        (
            "usage_columns: {dt: day, user_id: ' DAY'}",
            "usage_columns looks for both dt and user_id in the column ' DAY'. Each needs a",
        ),
        (
            "usage_columns: {user_id: type}",
            "usage_columns looks for both user_id and type in the column 'type'. Each needs a",
        ),
        ("max_reject_rate: 2", "max_reject_rate is 2, which is not a share from 0 to 1 like 0.01."),
        ("max_reject_rate: 1 %", "max_reject_rate is '1 %', which is not a share from 0 to 1"),
        ("max_reject_rate: .nan", "max_reject_rate is NaN, which is not a share from 0 to 1"),
        ("max_reject_rate: yes", "max_reject_rate is true, which is not a share from 0 to 1"),
        ("memory_limit: 400%", "memory_limit is '400%', which is not a size like 4GB or a share"),
        ("memory_limit: 4", "memory_limit is 4, which is not a size like 4GB or a share"),
        ("memory_limit: 0GB", "memory_limit is '0GB', which is not a size like 4GB or a share"),
        ("chart_files: 'no'", "chart_files is 'no', which is not true or false."),
        ("chart_files: 0", "chart_files is 0, which is not true or false."),
        ("row_files: [csv]", 'row_files is ["csv"], which is not csv or parquet.'),
        ("overlaps: no", "overlaps is false, which is not auto, add, drop or fail."),
        ("usage_type: yes", "usage_type is true, which is not a text."),
        ("row_files: xlsx", "row_files is 'xlsx', which is not csv or parquet."),
        ("most_fitted_users: 99", "most_fitted_users is 99, which is not a whole number from 100"),
        ("most_scored_users: 1e3", "most_scored_users is '1e3', which is not a whole number from"),
        ("most_compared_users: 500.0", "most_compared_users is 500.0, which is not a whole number"),
        ("usage_paht: a.csv", "There is no var usage_paht. Did you mean usage_path? All vars"),
        ("USAGE-PATH: a.csv", "There is no var USAGE-PATH. Did you mean usage_path? All vars"),
        ("periodstart: 2021-09-01", "There is no var periodstart. Did you mean period_start? All"),
        ("1: 2", "There is no var 1. All vars stand in dbt_project.yml, with what they do."),
        ("{a: }, b", "VARS is '{a: }, b', which is not a mapping like {usage_path: calls.csv}."),
        ("[a]", 'VARS is ["a"], which is not a mapping like {usage_path: calls.csv}.'),
        ("calls.csv", "VARS is 'calls.csv', which is not a mapping like {usage_path: calls.csv}."),
    ],
)
def test_what_is_wrong_gets_a_sentence(text, sentence):
    with pytest.raises(SettingError) as refused:
        read(text)
    assert str(refused.value).startswith(sentence)
    assert str(refused.value).endswith((".", "like {usage_path: calls.csv}."))


@pytest.mark.parametrize("name", SETTINGS)
def test_no_value_ends_in_anything_but_a_sentence(name):
    for value in HOSTILE:
        try:
            found = checked(DEFAULTS, {name: value})
        except SettingError as refused:
            assert name in str(refused)  # noqa: PT017
        else:
            json.dumps(found, allow_nan=False)


@pytest.mark.parametrize("name", [name for name, each in SETTINGS.items() if each.reads_usage])
def test_vars_that_spark_has_decided_are_refused(name):
    known = {"usage_path": "a.csv", "usage_columns": {"dt": "day"}, "overlaps": "add"}
    known |= {"fold_spellings": True, "window_days": 28}
    value = known.get(name, "2021-08-13")
    with pytest.raises(SettingError, match=f"features_path is set, and so is {name}, which"):
        checked(DEFAULTS, {"features_path": "build/spark", name: value})


def test_what_spark_does_not_know_is_refused():
    check_for_spark(checked(DEFAULTS, {"usage_path": "*.csv"}))
    with pytest.raises(SettingError, match="usage_path is a list, which Spark does not read"):
        check_for_spark(checked(DEFAULTS, {"usage_path": ["a.csv", "b.csv"]}))
    for name, setting in SETTINGS.items():
        if setting.needs_duckdb:
            with pytest.raises(SettingError, match=f"{name} is not known on Spark. Leave it out"):
                check_for_spark(checked(DEFAULTS, {}) | {name: "set"})


def test_vars_of_the_project_file_are_checked_too(tmp_path):
    text = (PROJECT / "dbt_project.yml").read_text()
    file = tmp_path / "dbt_project.yml"
    file.write_text(text.replace("period_start: null", "period_start: 2021-09-01"))
    assert checked(project_vars(tmp_path), {})["period_start"] == "2021-09-01"
    assert checked(project_vars(tmp_path), {"period_start": None})["period_start"] is None
    file.write_text(text.replace("period_start: null", "period_start: 2021-02-30"))
    with pytest.raises(SettingError, match="period_start is '2021-02-30', which is not a date"):
        checked(project_vars(tmp_path), {})
    file.write_text(text.replace("vars:\n", "vars:\n  period_strat: 2021-09-01\n"))
    with pytest.raises(SettingError, match=r"no var period_strat\. Did you mean period_start\?"):
        checked(project_vars(tmp_path), {})
    own = yaml.safe_dump({"usage_groups": {"row_files": "parquet"}}).replace("\n", "\n  ")
    file.write_text(text.replace("vars:\n", f"vars:\n  {own}\n"))
    assert checked(project_vars(tmp_path), {})["row_files"] == "parquet"
    file.write_text(text.replace("  memory_limit: null\n", ""))
    with pytest.raises(SettingError, match=r"dbt_project.yml lacks the var memory_limit\. Write"):
        checked(project_vars(tmp_path), {})
    file.write_text("vars: [")
    with pytest.raises(SettingError, match=r"dbt_project.yml' cannot be read \(.*\)\. Correct it"):
        project_vars(tmp_path)
