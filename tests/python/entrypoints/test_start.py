"""A build that cannot work is refused before it starts, and says why."""

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from usage_groups.entrypoints import plugin
from usage_groups.entrypoints.start import Command, prepare
from usage_groups.publish.destination import check_destination
from usage_groups.reading import sources
from usage_groups.settings.table import SAMPLE_PATH

PROJECT = Path(__file__).parents[3]
BUILD = Command(reads=True, publishes=True)
ROWS = "dt,user_id,type,api_count\n2021-08-13,1,gnql,4\n"


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A folder that is as much of a project as these checks look at."""
    monkeypatch.chdir(tmp_path)
    for name in ("seeds", "build", "exports/.builds/current", "results", "elsewhere"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("dbt_project.yml", SAMPLE_PATH):
        shutil.copy(PROJECT / name, tmp_path / name)
    (tmp_path / "calls.csv").write_text(ROWS)
    return tmp_path


def database(path, usage):
    """A published database, as far as these checks look at it."""
    with duckdb.connect(path) as connection:
        connection.execute("create table build_info as select ? as usage_path", [usage])


def test_what_will_be_read_is_named(project):
    found = prepare(project, {}, {"USAGE_PATH": "calls.csv"}, BUILD)
    assert (found.usage, found.files, found.changed) == ("calls.csv", ["calls.csv"], {})
    assert prepare(project, {}, {}, BUILD).usage == "the sample"
    found = prepare(project, {"usage_path": "sample"}, {"USAGE_PATH": "nowhere.csv"}, BUILD)
    assert found.usage == "the sample"
    found = prepare(project, {"memory_limit": "4 GB", "chart_files": True}, {}, BUILD)
    assert found.changed == {"memory_limit": "4GB"}


def test_what_was_published_is_not_written_to(project):
    with pytest.raises(ValueError, match="The target published can only be read"):
        prepare(project, {}, {}, replace(BUILD, on_published=True))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"usage_path": "call.csv"}, "usage_path 'call.csv' names no file (looked from "),
        ({"usage_path": "calls.csv", "usage_columns": {"dt": "day"}}, "'calls.csv' has no column"),
        ({"usage_path": "calls.csv", "publish_path": "calls.csv"}, "publish_path 'calls.csv' is"),
        ({"features_path": "build/spark"}, "features_path '"),
        ({"usage_paht": "calls.csv"}, "There is no var usage_paht."),
    ],
)
def test_what_cannot_work_is_refused(project, given, sentence):
    with pytest.raises(ValueError, match=r"\w") as refused:
        prepare(project, given, {}, BUILD)
    assert str(refused.value).startswith(sentence)
    # A part of a build may not need what is missing.
    part = Command(reads=False, publishes=False)
    if "usage_paht" not in given:
        prepare(project, given, {}, part)


def test_on_spark_no_file_of_this_machine_is_looked_at(project):
    command = Command(reads=True, publishes=True, on_spark=True)
    assert prepare(project, {"usage_path": "hdfs://calls/*.csv"}, {}, command).files == []


def test_on_spark_given_groups_are_read_where_the_run_starts(project):
    command = Command(reads=True, publishes=True, on_spark=True)
    part = {"part_key": "users", "model": {"groups": []}, "names": [{"group_key": "users-0"}]}
    (project / "groups.json").write_text(json.dumps({"parts": [part | {"rules": []}]}))
    given = prepare(project, {"group_model": "groups.json"}, {}, command).changed["given_groups"]
    assert given["group_models"][0]["model"] == '{"groups": []}'
    assert given["group_name_claims"] == part["names"]
    assert "given_groups" not in prepare(project, {}, {}, command).changed
    (project / "groups.json").write_text("{}")
    with pytest.raises(ValueError, match="is no file of groups as a build writes it"):
        prepare(project, {"group_model": "groups.json"}, {}, command)
    with pytest.raises(ValueError, match="usage_columns maps user_id to nothing"):
        prepare(project, {"usage_columns": {"user_id": None}}, {}, command)


def test_the_usage_is_opened_once(project, monkeypatch):
    given = {"usage_path": ["calls.csv", "more.csv"], "publish_path": "results/groups.duckdb"}
    (project / "more.csv").write_text(ROWS)
    found = prepare(project, given, {}, BUILD)
    assert (found.usage, found.files) == ("calls.csv, more.csv", ["calls.csv", "more.csv"])
    with monkeypatch.context() as patched:
        patched.setattr(sources, "look_at", None)
        assert prepare(project, given, {}, BUILD) == found
        # As the model asks for it, which knows the project by the path that dbt was given.
        request = {
            "project": f"{project}/",
            "is_usage": True,
            "paths": given["usage_path"],
            "columns": {},
            "usage_type": None,
            "usage_table": None,
        }
        assert "more.csv" in plugin.read_usage_query(json.dumps(request), "[]")
    (project / "more.csv").write_text(ROWS.replace("dt", "day"))
    with pytest.raises(ValueError, match=r"'more\.csv' has no column dt"):
        prepare(project, given, {}, BUILD)


def test_the_sample_does_not_take_the_place_of_somebodys_usage(project):
    database(project / "usage_groups.duckdb", SAMPLE_PATH)
    prepare(project, {}, {}, BUILD)
    (project / "usage_groups.duckdb").unlink()
    database(project / "usage_groups.duckdb", "calls.csv")
    sentence = "'usage_groups.duckdb' holds the groups of calls.csv, and no usage_path is given"
    with pytest.raises(ValueError, match=sentence):
        prepare(project, {}, {}, BUILD)
    prepare(project, {"usage_path": "sample"}, {}, BUILD)
    prepare(project, {}, {"USAGE_PATH": "sample"}, BUILD)
    prepare(project, {}, {"USAGE_PATH": "calls.csv"}, BUILD)
    prepare(project, {}, {}, Command(reads=True, publishes=False))
    (project / "usage_groups.duckdb").write_text("cut off")
    prepare(project, {}, {}, BUILD)
    database(project / "results/mine.duckdb", "mine.csv")
    with pytest.raises(ValueError, match=r"'mine\.duckdb' holds the groups of mine\.csv, and"):
        prepare(project, {"publish_path": "results/mine.duckdb"}, {}, BUILD)


@pytest.mark.parametrize(
    "name",
    [
        *("usage_groups.duckdb", "results/groups.duckdb", "new/folder/groups.duckdb"),
        *("elsewhere/groups", "../groups.duckdb", "old.duckdb", "ours.duckdb", "gone.duckdb"),
        "empty.duckdb",
    ],
)
def test_where_a_database_can_be_published(project, name):
    database(project / "old.duckdb", "calls.csv")
    shutil.copy(project / "old.duckdb", project / "exports/.builds/current/groups.duckdb")
    (project / "ours.duckdb").symlink_to("exports/.builds/current/groups.duckdb")
    (project / "gone.duckdb").symlink_to("exports/.builds/current/gone.duckdb")
    (project / "empty.duckdb").touch()
    (project / "usage_groups.duckdb").write_text("cut off")
    before = sorted(project.rglob("*"))
    check_destination(name, project, ["calls.csv"])
    check_destination(str(project / name), project, ["calls.csv"])
    assert sorted(project.rglob("*")) == before, "nothing is left of the trial"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("calls.csv", "publish_path 'calls.csv' is the usage, which it would replace."),
        ("./elsewhere/../calls.csv", "is the usage, which it would replace."),
        ("linked.csv", "is the usage, which it would replace."),
        ("seeds/groups.duckdb", "lies in 'seeds/', which has another use."),
        ("new/../models/marts/groups.duckdb", "lies in 'models/', which has another use."),
        ("build/groups.duckdb", "lies in 'build/', which has another use."),
        ("exports/groups.duckdb", "lies in 'exports/', which has another use."),
        ("shortcut/groups.duckdb", "lies in 'seeds/', which has another use."),
        ("results", "is a folder."),
        ("dbt_project.yml", "is a file that is no DuckDB database, and would be lost."),
        ("calls.csv/groups.duckdb", "cannot be written (File exists)."),
        ("/proc/nowhere/groups.duckdb", "cannot be written ("),
        ("s3://bucket/groups.duckdb", "is a URL. A database is published to a file."),
    ],
)
def test_where_a_database_cannot_be_published(project, name, sentence):
    (project / "linked.csv").symlink_to("calls.csv")
    (project / "shortcut").symlink_to("seeds")
    before = sorted(project.rglob("*"))
    with pytest.raises(ValueError, match=r"\w") as refused:
        check_destination(name, project, ["calls.csv"])
    assert sentence in str(refused.value)
    assert str(refused.value).startswith(f"publish_path '{name}'")
    assert str(refused.value).endswith(
        "Name another path, like results/groups.duckdb, and build again."
    )
    assert sorted(project.rglob("*")) == before


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_is_read_only(project):
    (project / "results").chmod(0o500)
    with pytest.raises(ValueError, match=r"cannot be written \(Permission denied\)"):
        check_destination("results/groups.duckdb", project, [])
