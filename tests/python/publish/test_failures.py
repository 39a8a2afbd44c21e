"""Builds that cannot work end with a sentence, and leave what was published as it was."""

import subprocess
import sys
from types import SimpleNamespace

import duckdb
import pytest
from usage_groups.database import steps_database
from usage_groups.publish import lock
from usage_groups.publish.lock import BuildError, reserve
from usage_groups.reading.contents import InputError
from usage_groups.reading.files import find_files
from usage_groups.reading.watch import check, watch

HOLD = (
    "import sys, time; from usage_groups.publish.lock import reserve; reserve(sys.argv[1]);"
    " print('held', flush=True); time.sleep(60)"
)


@pytest.fixture
def database(tmp_path):
    # The words of DuckDB's errors in the path are no such errors.
    path = tmp_path / "lock, not a valid DuckDB, Corrupt/build/usage_groups.duckdb"
    path.parent.mkdir(parents=True)
    for each in (path, steps_database(path)):
        with duckdb.connect(each) as connection:
            connection.execute("create table numbers as from range(100000)")
    return path


def tables(database):
    with duckdb.connect(database) as connection:
        return connection.execute("show tables").fetchall()


def hold(code, database):
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(database)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_build_is_refused_until_the_first_is_gone(database):
    process = hold(HOLD, database)
    sentence = rf"Another build of this project is running \(process {process.pid}\)"
    with pytest.raises(BuildError, match=sentence):
        reserve(str(database))
    process.kill()
    process.wait()
    reserve(str(database))
    reserve(str(database))


@pytest.mark.parametrize("name", ["usage_groups.duckdb", "steps.duckdb"])
def test_a_database_that_is_open_elsewhere_is_named(database, name):
    code = "import sys, time, duckdb; c = duckdb.connect(sys.argv[1]); print('held', flush=True)"
    process = hold(f"{code}; time.sleep(60)", database.with_name(name))
    with pytest.raises(BuildError, match=rf"{name}', in which .* is open in another program\. Clo"):
        reserve(str(database), is_complete=True)
    process.kill()
    process.wait()


@pytest.mark.parametrize("name", ["really?", "back\\slash"])
def test_a_folder_in_which_duckdb_cannot_write_is_named(tmp_path, name):
    with pytest.raises(BuildError, match=r"a path has a '\?' or a backslash\. Rename that folder"):
        reserve(str(tmp_path / name / "build/usage_groups.duckdb"))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["usage_groups.duckdb", "steps.duckdb"])
@pytest.mark.parametrize("damage", ["cut", "start", "middle", "text"])
def test_a_damaged_private_database_is_made_anew(database, damage, name):
    damaged = database.with_name(name)
    content = bytearray(damaged.read_bytes())
    if damage == "cut":
        del content[5000:]
    elif damage == "start":
        content[:3000] = b"\xff" * 3000
    elif damage == "middle":
        content[4096:9000] = b"\xff" * (9000 - 4096)
    else:
        content[:] = b"not a database" * 1000
    damaged.write_bytes(content)
    reserve(str(database))
    assert [tables(each) for each in (database, steps_database(database))].count([]) == 1
    assert tables(damaged) == []


def test_a_complete_build_starts_without_marts_and_goes_on_from_all_else(database):
    reserve(str(database))
    assert tables(database)
    reserve(str(database), is_complete=True)
    assert not database.exists()
    assert tables(steps_database(database))


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "build").touch()
    with pytest.raises(BuildError, match=r"Cannot write to '.*build': .*make room or allow"):
        reserve(str(tmp_path / "build/usage_groups.duckdb"))


def test_a_full_disk_is_named_before_anything_is_built(database, monkeypatch):
    usage = SimpleNamespace(free=1_500_000)
    monkeypatch.setattr(lock.shutil, "disk_usage", lambda _: usage)
    with pytest.raises(BuildError, match=r"No space left for a build: 1\.5 MB on the disk of"):
        reserve(str(database))


@pytest.mark.parametrize("change", ["longer", "other", "gone", "more"])
def test_a_file_that_changes_while_it_is_read_is_named(tmp_path, change):
    file, path = tmp_path / "usage.csv", str(tmp_path / "*.csv")
    file.write_text("one")
    files = find_files(path)
    watch([path], files)
    check([path], files)
    if change == "longer":
        file.write_text("one and two")
    elif change == "other":
        (tmp_path / "other").write_text("two")
        (tmp_path / "other").replace(file)
    elif change == "gone":
        file.unlink()
    else:
        (tmp_path / "more.csv").touch()
        files = [*files, str(tmp_path / "more.csv")]
    with pytest.raises(InputError, match=r"csv' changed while the build was reading\. Build again"):
        check([path], files)
