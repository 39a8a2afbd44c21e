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
from usage_groups.publish import links
from usage_groups.publish.publication import PublicationError, begin, publish

NAMES = ["groups.csv", "report.html", "charts/groups.svg", "charts/weeks.svg"]


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

    def publish(self, text: str, names=NAMES, *, made: bool = False) -> None:
        if not made:
            self.make(text, names)
        folder = begin(str(self.exports), f"build-{text}")
        (Path(folder) / self.database.name).write_text(text)
        publish(folder, str(self.folder / "build"), names, str(self.database), f"build-{text}")

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
    assert not [path for path in shop.folder.glob("build/**/*") if path.is_file()]


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


def test_the_database_may_lie_elsewhere(shop, tmp_path):
    shop.database = tmp_path / "elsewhere/for all/usage.duckdb"
    shop.publish("one")
    shop.publish("two")
    assert shop.database.read_text() == "two"
    assert not list(shop.folder.glob("*.duckdb"))


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
    for path in (shop.exports / "manifest.json", shop.exports / "groups.csv", shop.database):
        assert stat.S_IMODE(path.stat().st_mode) == mode
    assert stat.S_IMODE((shop.exports / ".builds/current").stat().st_mode) == 0o777 & ~mask


def test_a_folder_in_the_way_is_named_and_nothing_changes(shop):
    shop.publish("one", names=["groups.csv"])
    (shop.exports / "report.html").mkdir()
    sentence = "a folder of this name is in the way, move it elsewhere .*report.html"
    with pytest.raises(PublicationError, match=sentence):
        shop.publish("two", names=["groups.csv", "report.html"])
    assert (shop.exports / "groups.csv").read_text() == "one"
    assert shop.database.read_text() == "one"


class Killed(BaseException):
    """Nothing catches it, as nothing catches SIGKILL."""


CHANGES = ("rename", "replace", "mkdir", "symlink", "fsync", "utime", "unlink")
DISK_FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


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
