"""Files as they are found, and the names that they have in what is published."""

import os

import pytest
from usage_groups.reading.contents import InputError
from usage_groups.reading.files import find_files, locate_files, shown_names, shown_path

HARD_NAMES = (
    "b[1].csv",
    "b1.csv",
    "s*r.csv",
    "sir.csv",
    "q?.csv",
    "{a,b}.csv",
    "a.csv",
    "[!a].csv",
)


def touch(folder, *names):
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)


def found(folder, *paths):
    files = find_files([f"{folder}/{path}" if path else str(folder) for path in paths])
    return [os.path.relpath(file, folder) for file in files]


def test_a_file_is_found_as_it_is_named(tmp_path):
    touch(tmp_path, *HARD_NAMES)
    for name in HARD_NAMES:
        assert found(tmp_path, name) == [name]


def test_a_glob_finds_files_in_order_of_name(tmp_path):
    touch(tmp_path, "b.csv", "a.csv", "c.txt", "more/d.csv", "more/deep/e.csv")
    assert found(tmp_path, "*.csv") == ["a.csv", "b.csv"]
    assert found(tmp_path, "[!a].csv") == found(tmp_path, "[^a].csv") == ["b.csv"]
    assert found(tmp_path, "?.txt") == ["c.txt"]
    assert found(tmp_path, "*/*.csv") == ["more/d.csv"]
    assert found(tmp_path, "**/*.csv") == ["a.csv", "b.csv", "more/d.csv", "more/deep/e.csv"]


def test_a_folder_that_exists_is_no_pattern(tmp_path):
    touch(tmp_path, "x[1]/a.csv", "x1/a.csv")
    assert found(tmp_path, "x[1]/*.csv") == ["x[1]/a.csv"]


def test_lists_name_each_file_once_in_order_of_name(tmp_path):
    touch(tmp_path, "b.csv", "a.csv")
    (tmp_path / "link.csv").symlink_to(tmp_path / "a.csv")
    assert found(tmp_path, "b.csv", "a.csv", "*.csv", "", "./a.csv") == ["a.csv", "b.csv"]


LEFT_BESIDE = [
    *("_SUCCESS", ".a.csv.crc", "a.csv.crc", ".DS_Store", "_temporary/0/part.csv", "a.csv~"),
    *("__MACOSX/._a.csv", "~$a.xlsx", "Thumbs.db", "a.csv.tmp", "a.csv.part", ".hidden/a.csv"),
]


def test_a_folder_is_all_usage_in_it(tmp_path):
    touch(tmp_path, "a.csv", "deep/er/b.parquet", "part-00000", "README.md", "a.csv.sha256")
    touch(tmp_path, *LEFT_BESIDE)
    (tmp_path / "deep/round").symlink_to(tmp_path)
    assert found(tmp_path, "") == ["a.csv", "deep/er/b.parquet", "part-00000"]


def test_what_others_leave_beside_is_found_only_when_asked_for(tmp_path):
    touch(tmp_path, "a.csv", "_mine.csv", "_day=1/b.csv", *LEFT_BESIDE)
    assert found(tmp_path, "*") == ["a.csv"]
    assert found(tmp_path, "**/*.csv") == ["_day=1/b.csv", "a.csv"]
    assert found(tmp_path, "_*.csv") == ["_mine.csv"]
    assert found(tmp_path, "_mine.csv") == ["_mine.csv"]
    assert found(tmp_path, "*.crc") == [".a.csv.crc", "a.csv.crc"]


def test_folders_that_a_glob_leads_through_are_known(tmp_path):
    touch(tmp_path, "type=a/x/dt=1/f.csv")
    for path in (tmp_path, tmp_path / "*/*/*/*.csv", tmp_path / "**/f.csv"):
        assert [file.below for file in locate_files(str(path))] == [("type=a", "x", "dt=1")]
    assert locate_files(f"{tmp_path}/type=a/*/*/f.csv")[0].below == ("x", "dt=1")
    assert locate_files(f"{tmp_path}/type=a/x/dt=1/f.csv")[0].below == ()


def test_no_file_names_what_was_found(tmp_path):
    touch(tmp_path, "usage.csv")
    with pytest.raises(
        InputError, match=r"usage_path '.*/use.csv' names no file.*holds: usage.csv\."
    ):
        find_files(str(tmp_path / "use.csv"))
    with pytest.raises(InputError, match="There is no folder"):
        find_files(str(tmp_path / "nowhere" / "use.csv"))
    (tmp_path / "empty").mkdir()
    for path in ("empty", "empty/use.csv", "empty/*.csv"):
        with pytest.raises(InputError, match="holds no files"):
            find_files(str(tmp_path / path))
    with pytest.raises(InputError, match=r"other.csv' names no file"):
        find_files([str(tmp_path / "usage.csv"), str(tmp_path / "other.csv")])


def test_a_broken_link_is_not_passed_over(tmp_path):
    touch(tmp_path, "a.csv")
    (tmp_path / "b.csv").symlink_to(tmp_path / "gone.csv")
    for path in ("*.csv", ""):
        with pytest.raises(InputError, match=r"b\.csv' is a link to a file that is not there"):
            found(tmp_path, path)


@pytest.mark.parametrize(
    "path", ["https://example.org/usage.csv", "s3://bucket/*.parquet", "hdfs://a/b", "file:///a"]
)
def test_urls_are_refused(path):
    with pytest.raises(
        InputError, match=r"is a URL, and a build reads no network\. Copy the files"
    ):
        find_files(path)


def test_names_hold_no_folders_of_the_machine(tmp_path, monkeypatch):
    project, started = tmp_path / "project", tmp_path / "started"
    files = [
        *("project/data/a.csv", "started/b.csv", "else/c.csv", "else/one/d.csv", "else/two/d.csv"),
        *("project/e.csv", "else/e.csv"),
    ]
    touch(tmp_path, *files)
    monkeypatch.chdir(started)
    names = shown_names([str(tmp_path / file) for file in files], str(project))
    assert list(names.values()) == [
        *("data/a.csv", "b.csv", "c.csv", "one/d.csv", "two/d.csv", "e.csv", "else/e.csv"),
    ]
    assert list(shown_names(["b.csv", "../else/c.csv"], "../project").values()) == [
        "b.csv",
        "c.csv",
    ]
    assert shown_path(f"{tmp_path}/else/*.csv", str(project)) == "*.csv"
    assert shown_path("s3a://bucket/usage", str(project)) == "s3a://bucket/usage"
