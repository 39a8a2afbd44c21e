"""Too little disk, memory or permission: a sentence, what was published stays, and it heals."""

import shutil
import subprocess
import time
from collections import Counter
from pathlib import Path

import builds

ROOM = "300m"
# Megabytes that are left for a build: too few at first, and enough in the end.
MEGABYTES_LEFT = (0, 1, 2, 4, 6, 9, 12, 16, 24)
MEMORY_LIMITS = ("1MB", "10MB", "20MB", "40MB", "80MB")
NO_ROOM = ("No space left", "no space left", "disk is full")
READ_ONLY = ("build", "exports", ".")


def fill_disks(folder: Path, deadline: float, _seed: int) -> Counter:
    """Build on a small disk that is nearly full."""
    counts = Counter()
    disk = folder / "disk"
    disk.mkdir()
    usage = builds.write_usage(folder / "usage.csv")
    if not _mount("-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", disk):
        return Counter({"skipped, mounting needs root": 1})
    try:
        project = builds.copy_project(disk / "project")
        before = _passes(project, usage)
        for megabytes in MEGABYTES_LEFT:
            if time.monotonic() > deadline:
                break
            used = shutil.disk_usage(disk).used
            _mount("-o", f"remount,size={used + megabytes * 1_000_000}", disk)
            build = builds.start(project, usage, log=folder / "output.log")
            if build.ended() == 0:
                counts["builds that found room"] += 1
                before = builds.published(project)
            else:
                _expect(
                    build,
                    project,
                    before,
                    ("No space left", "no space left", "disk is full"),
                    counts,
                )
                counts["builds that ran out of disk"] += 1
            _mount("-o", f"remount,size={ROOM}", disk)
        _passes(project, usage)
        counts["builds that passed once there was room"] += 1
    finally:
        subprocess.run(["umount", disk], check=True)  # noqa: S607
    return counts


def forbid_writing(folder: Path, deadline: float, _seed: int) -> Counter:
    """Build where folders cannot be written."""
    counts = Counter()
    usage = builds.write_usage(folder / "usage.csv")
    project = builds.copy_project(folder / "project")
    before = _passes(project, usage)
    for name in READ_ONLY:
        if time.monotonic() > deadline:
            break
        place = project / name
        if not _mount("--bind", place, place):
            return Counter({"skipped, mounting needs root": 1})
        try:
            _mount("-o", "remount,bind,ro", place)
            build = builds.start(project, usage, log=folder / "output.log")
            if build.ended() == 0:
                message = f"a build passed although '{name}' cannot be written"
                raise builds.BrokenError(message)
            _expect(build, project, before, ("Read-only file system", "ermission denied"), counts)
            counts[f"refused: {name}"] += 1
        finally:
            subprocess.run(["umount", place], check=True)  # noqa: S607
        before = _passes(project, usage)
    return counts


def withhold_memory(folder: Path, deadline: float, _seed: int) -> Counter:
    """Build with little memory."""
    counts = Counter()
    usage = builds.write_usage(folder / "usage.csv")
    project = builds.copy_project(folder / "project")
    before = _passes(project, usage)
    for limit in MEMORY_LIMITS:
        if time.monotonic() > deadline:
            break
        build = builds.start(project, usage, "--vars", f"{{memory_limit: {limit}}}")
        if build.ended() == 0:
            counts["builds that had enough memory"] += 1
            before = builds.published(project)
        else:
            _expect(build, project, before, ("memory_limit",), counts)
            counts["builds that ran out of memory"] += 1
    _passes(project, usage)
    return counts


def _mount(*arguments: object) -> bool:
    done = subprocess.run(["mount", *map(str, arguments)], check=False, capture_output=True)  # noqa: S607
    return done.returncode == 0


def _passes(project: Path, usage: Path) -> str | None:
    build = builds.start(project, usage, log=project.parent / "passing.log")
    if build.ended() != 0:
        message = f"a build without limits failed: {build.output()[-3000:]}"
        raise builds.BrokenError(message)
    return builds.published(project)


def _expect(
    build: builds.Build,
    project: Path,
    before: str | None,
    sentences: tuple[str, ...],
    counts: Counter,
) -> None:
    output = build.output()
    # dbt's own files, logs/ and target/, come before anything that the project can say.
    of_dbt = any(sign in output for sign in ("dbt.log'", "/target/", "Logging error", "/events/"))
    counts["of which with a traceback of dbt's own"] += of_dbt
    if not any(sentence in output for sentence in sentences) or (
        "Traceback" in output and not of_dbt
    ):
        message = f"expected one of {sentences}, got: {output[-3000:]}"
        raise builds.BrokenError(message)
    if builds.published(project) != before:
        message = "a build that failed has published something"
        raise builds.BrokenError(message)
