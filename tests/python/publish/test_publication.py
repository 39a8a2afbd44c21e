"""Everything that a build made appears at once, and stays whatever happens meanwhile."""

import errno
import hashlib
import itertools
import json
import os
import re
import shutil
import stat
import time
from pathlib import Path

import pytest
from usage_groups.publish import copies, links
from usage_groups.publish.copies import CopyError
from usage_groups.publish.publication import PublicationError, begin, clear_left, publish

NAMES = ["groups.csv", "report.html", "charts/groups.svg", "charts/weeks.svg"]
DISK_FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class Killed(BaseException):
    """Nothing catches it, as nothing catches SIGKILL."""


class Shop:
    """A project of small files that publishes the same text in all of them."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.exports = folder / "exports"
        self.database = folder / "usage_groups.duckdb"
        (folder / "build").mkdir(parents=True, exist_ok=True)

    def make(self, text: str, names=NAMES) -> None:
        made = self.folder / "build"
        for name in names:
            (made / name).parent.mkdir(exist_ok=True)
            (made / name).write_text(text)

    def publish(self, text: str, names=NAMES, *, made: bool = False, further: str = "") -> None:
        if not made:
            self.make(text, names)
        made_in, database = str(self.folder / "build"), str(self.database)
        unpublished = self.folder / "build" / self.database.name
        unpublished.write_text(text)
        folder = begin(str(self.exports), f"build-{text}", str(unpublished))
        publish(folder, made_in, names, database, f"build-{text}", further=further)

    def found(self) -> dict[str, str]:
        """Return the text of every file under the paths that people use."""
        files = [self.database, *self.exports.glob("[!.]*"), *self.exports.glob("charts/*")]
        return {file.name: file.read_text() for file in files if file.is_file()}


@pytest.fixture
def shop(tmp_path):
    return Shop(tmp_path / "shop")


def assert_is_build(shop, text):
    found = shop.found()
    manifest = json.loads(found.pop("manifest.json"))
    assert manifest["build_id"] == f"build-{text}"
    digest = hashlib.sha256(text.encode()).hexdigest()
    files = [*NAMES, "usage_groups.duckdb"]
    assert manifest["files"] == {file: {"bytes": len(text), "sha256": digest} for file in files}
    assert found == {Path(file).name: text for file in files}


def test_all_outputs_are_those_of_the_last_build(shop):
    for text in ("one", "two", "three"):
        shop.publish(text)
        assert_is_build(shop, text)
    # What the next part of a build goes on from.
    left = [path for path in shop.folder.glob("build/**/*") if path.is_file()]
    assert left == [shop.folder / "build/usage_groups.duckdb"]


def test_an_output_that_is_no_longer_made_disappears(shop):
    shop.publish("one")
    (shop.exports / "notes.txt").write_text("somebody's own")
    shop.publish("two", names=["groups.csv"])
    names = {"groups.csv", "manifest.json", "usage_groups.duckdb", "notes.txt"}
    assert shop.found().keys() == names
    assert {path.name for path in shop.exports.glob("[!.]*")} == names - {"usage_groups.duckdb"}


def test_plain_files_of_earlier_versions_give_way(shop):
    shop.exports.mkdir()
    shop.database.write_text("old")
    (shop.exports / "groups.csv").write_text("old")
    shop.publish("one")
    assert_is_build(shop, "one")
    (shop.exports / "groups.csv").unlink()
    (shop.exports / "groups.csv").write_text("saved by a spreadsheet")
    shop.publish("two")
    assert_is_build(shop, "two")


def test_the_project_can_be_moved_and_exports_copied(shop, tmp_path):
    shop.publish("one")
    moved = Shop(shop.folder.rename(tmp_path / "moved"))
    assert_is_build(moved, "one")
    copied = shutil.copytree(moved.exports, tmp_path / "copy", symlinks=True)
    assert (Path(copied) / "groups.csv").read_text() == "one"


def test_two_builds_with_two_further_paths_leave_good_databases(shop, tmp_path):
    first, second = tmp_path / "elsewhere/for all/usage.duckdb", shop.folder / "mine.duckdb"
    shop.publish("one", further=str(first))
    assert_is_build(shop, "one")
    shop.publish("two", further=str(second))
    assert_is_build(shop, "two")
    assert (first.read_text(), second.read_text()) == ("one", "two")
    for copy in (first, second):
        assert not copy.is_symlink()
        assert stat.S_IMODE(copy.stat().st_mode) == 0o444
    shop.publish("three", further=str(first))
    assert (first.read_text(), second.read_text()) == ("three", "two")
    assert not list(tmp_path.rglob(".*.new"))


def test_a_further_path_takes_the_place_of_a_link_of_an_earlier_version(shop, tmp_path):
    shop.publish("one")
    copy = tmp_path / "usage.duckdb"
    copy.symlink_to(shop.exports / ".builds/current/usage_groups.duckdb")
    (shop.folder / "mine.duckdb").symlink_to("exports/.builds/current/mine.duckdb")
    shop.publish("two", further=str(copy))
    shop.publish("three")
    assert copy.read_text() == "two"
    assert not (shop.folder / "mine.duckdb").is_symlink(), "it leads nowhere"


def test_the_usual_path_as_a_further_one_is_the_usual_one(shop):
    shop.publish("one", further=str(shop.exports / "../usage_groups.duckdb"))
    assert shop.database.is_symlink()
    assert_is_build(shop, "one")


def test_a_further_copy_that_cannot_be_written_changes_nothing(shop, tmp_path, monkeypatch):
    copy = tmp_path / "far/usage.duckdb"
    shop.publish("one", further=str(copy))
    with monkeypatch.context() as patched:

        def full(source, target, *, copyfile=shutil.copyfile):
            if Path(target).parent == copy.parent:
                raise DISK_FULL
            return copyfile(source, target)

        patched.setattr(shutil, "copyfile", full)
        with pytest.raises(PublicationError, match=f"Cannot publish to '{copy}': No space left"):
            shop.publish("two", further=str(copy))
    assert_is_build(shop, "one")
    assert copy.read_text() == "one"
    (tmp_path / "folder.duckdb").mkdir()
    with pytest.raises(
        PublicationError, match=r"folder of this name is in the way.*folder\.duckdb"
    ):
        shop.publish("two", further=str(tmp_path / "folder.duckdb"))
    assert_is_build(shop, "one")
    (tmp_path / "far/usage.duckdb").unlink()
    (tmp_path / "far").rmdir()
    (tmp_path / "far").touch()
    with pytest.raises(PublicationError, match=r"Cannot publish to '.*far/usage\.duckdb'"):
        shop.publish("two", further=str(copy))
    assert_is_build(shop, "one")


def test_a_further_copy_that_cannot_appear_is_named(shop, tmp_path, monkeypatch):
    copy = tmp_path / "usage.duckdb"
    replace = Path.replace

    def replace_others(path, target):
        if target == copy:
            raise DISK_FULL
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", replace_others)
    sentence = r"is published, but its further copy '.*usage\.duckdb' is as it was"
    with pytest.raises(CopyError, match=sentence):
        shop.publish("one", further=str(copy))
    assert_is_build(shop, "one")


def test_a_further_copy_that_was_cut_off_goes_away(shop, tmp_path, monkeypatch):
    copy = tmp_path / "usage.duckdb"
    with monkeypatch.context() as patched:

        def killed(_):
            raise Killed

        patched.setattr(copies, "forbid_writing", killed)
        with pytest.raises(Killed):
            shop.publish("one", further=str(copy))
    assert [path.name for path in tmp_path.glob(".*.new")] == [".usage.duckdb.new"]
    clear_left(str(shop.exports))
    assert not list(tmp_path.glob(".*.new"))
    assert not list(shop.exports.glob(".builds/.*"))


def dereferenced(folder, target):
    """Copy a folder as cp -rL, zip and many an upload do."""
    shutil.copytree(folder, target, symlinks=False, ignore_dangling_symlinks=True)


def as_text(folder, target):
    """Copy a folder as what knows of no links: they are files that hold their targets."""
    shutil.copytree(folder, target, symlinks=True)
    for link in [path for path in target.rglob("*") if path.is_symlink()]:
        text = str(link.readlink())
        link.unlink()
        link.write_text(text)


def without_hidden(folder, target):
    """Copy a folder without what a glob leaves out."""
    shutil.copytree(folder, target, ignore=shutil.ignore_patterns(".*"))


@pytest.mark.parametrize("copy", [dereferenced, as_text, without_hidden])
def test_copies_of_the_project_are_repaired_by_the_next_build(shop, tmp_path, copy):
    shop.publish("one")
    shop.publish("two")
    copy(shop.folder, tmp_path / "copied")
    copied = Shop(tmp_path / "copied")
    shutil.rmtree(copied.folder / "build")
    for text in ("three", "four"):
        Shop(copied.folder).publish(text)
        assert_is_build(copied, text)
        assert (copied.exports / "charts").is_symlink()
        assert copied.database.is_symlink()
        assert (copied.exports / ".builds/current").is_symlink()
    assert_is_build(shop, "two")


@pytest.mark.parametrize("with_links", [True, False])
@pytest.mark.parametrize(
    "journal",
    ["", '{"build": "20', "[]", "{}", '{"build": "gone", "outputs": {"../a.csv": "a.csv"}}'],
)
def test_a_journal_that_cannot_be_followed_is_put_aside(shop, monkeypatch, with_links, journal):
    if not with_links:
        monkeypatch.setattr(links, "links_work", lambda _: False)
    shop.publish("one")
    (shop.exports / ".builds/copying.json").write_text(journal)
    clear_left(str(shop.exports))
    assert_is_build(shop, "one")
    shop.publish("two")
    assert_is_build(shop, "two")


def test_what_stands_in_place_of_links_is_replaced_unless_it_would_be_lost(shop):
    shop.publish("one")
    for name in ("groups.csv", "report.html"):
        (shop.exports / name).unlink()
        (shop.exports / name).mkdir()
    (shop.exports / "charts").unlink()
    (shop.exports / "charts").mkdir()
    (shop.exports / "charts/groups.svg").write_text("one")
    shop.database.unlink()
    shop.database.mkdir()
    shop.publish("two")
    assert_is_build(shop, "two")
    shutil.rmtree(shop.exports / ".builds")
    (shop.exports / ".builds").write_text("no folder")
    shop.publish("three")
    assert_is_build(shop, "three")


def test_old_builds_are_kept_for_those_about_to_open_them(shop):
    for text in ("one", "two", "three"):
        shop.publish(text)
    builds = [path for path in shop.exports.glob(".builds/*-*") if path.is_dir()]
    assert len(builds) == 3
    for build in builds:
        os.utime(build, (time.time() - 3600,) * 2)
    shop.publish("four")
    # The one that was current until now, and the current one.
    assert len(list(shop.exports.glob(".builds/*-*"))) == 2


@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o027, 0o640), (0o077, 0o600)])
def test_files_are_readable_as_the_umask_says(shop, mask, mode):
    before = os.umask(mask)
    try:
        shop.publish("one")
    finally:
        os.umask(before)
    for path in (shop.exports / "manifest.json", shop.exports / "groups.csv"):
        assert stat.S_IMODE(path.stat().st_mode) == mode
    assert stat.S_IMODE(shop.database.stat().st_mode) == mode & 0o444, "nobody may write to it"
    assert stat.S_IMODE((shop.exports / ".builds/current").stat().st_mode) == 0o777 & ~mask


def test_a_folder_in_the_way_is_named_and_nothing_changes(shop):
    shop.publish("one", names=["groups.csv"])
    (shop.exports / "report.html").mkdir()
    (shop.exports / "report.html/notes.txt").write_text("somebody's own")
    sentence = "a folder of this name is in the way, move it elsewhere .*report.html"
    with pytest.raises(PublicationError, match=sentence):
        shop.publish("two", names=["groups.csv", "report.html"])
    assert (shop.exports / "groups.csv").read_text() == "one"
    assert shop.database.read_text() == "one"


CHANGES = ("rename", "replace", "mkdir", "symlink", "fsync", "utime", "unlink")


def publish_until(monkeypatch, shop, step, error):
    """Publish "two", with an error at a change of a folder; tell whether it came so far."""
    done = 0

    def failing(change):
        def changed(*arguments, **options):
            nonlocal done
            done += 1
            if done > step:
                raise error
            return change(*arguments, **options)

        return changed

    shop.make("two")
    with monkeypatch.context() as patched:
        for name in CHANGES:
            patched.setattr(os, name, failing(getattr(os, name)))
        try:
            shop.publish("two", made=True)
        except Killed:
            return False
        except PublicationError as failure:
            sentence = r"Cannot publish to .*No space left on device.*What was published before"
            assert re.search(sentence, str(failure))  # noqa: PT017
            return False
    return True


@pytest.mark.parametrize(
    ("error", "with_links", "published"),
    [
        (Killed(), True, True),
        (Killed(), True, False),
        (Killed(), False, True),
        (DISK_FULL, True, True),
    ],
)
def test_any_change_may_be_the_last(tmp_path, monkeypatch, error, with_links, published):
    if not with_links:
        monkeypatch.setattr(links, "links_work", lambda _: False)
    builds_found = []
    for step in itertools.count():
        shop = Shop(tmp_path / str(step))
        if published:
            shop.publish("one")
        passed = publish_until(monkeypatch, shop, step, error)
        if not with_links:
            links.finish_copying(shop.exports / ".builds")
        found = "two" if "two" in shop.found().values() else "one" if published else None
        if found:
            assert_is_build(shop, found)
        else:
            assert not shop.found()
        shutil.rmtree(shop.folder / "build")
        (shop.folder / "build").mkdir()
        shop.publish("three")
        assert_is_build(shop, "three")
        builds_found.append(found)
        if passed:
            break
    assert len(builds_found) > 20
    assert builds_found[0] == ("one" if published else None)
    assert builds_found[-1] == "two"
    assert builds_found == sorted(builds_found, key=lambda build: build == "two")
