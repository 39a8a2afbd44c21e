"""Projects in folders of any name, started from anywhere, and copied in every way."""

import json
import os
import random
import shutil
import stat
import time
import zipfile
from collections import Counter
from pathlib import Path

import builds

USERS = 40
NAMES = (
    "plain",
    "with spaces",
    "O'Brien's",
    'say "usage"',
    "ümläut",
    "u\u0308mla\u0308ut",
    "グループ",
    "lock",
    "not a valid DuckDB, Corrupt",
    "[1]",
    "a*b",
    "a#b&c=1",
    "100%s",
    "{{ 1 / 0 }}",
    "{% raw %}",
    "$HOME;`x`",
    "-leading",
    "a:b",
    "x" * 200,
)
# How dbt is told where the project is.
STARTS = ("--project-dir", "a relative --project-dir", "DBT_PROJECT_DIR", "from models/")


def build_anywhere(folder: Path, deadline: float, seed: int) -> Counter:
    """Build in one folder after the other, and build again in a copy of it."""
    draw = random.Random(seed)  # noqa: S311
    names, counts = list(NAMES), Counter()
    draw.shuffle(names)
    usage = builds.write_usage(folder / "usage.csv", users=USERS)
    template = builds.copy_project(folder / "template")
    slowest = 0.0
    for number, name in enumerate(names):
        started = time.monotonic()
        if started + slowest > deadline:
            break
        place = folder / f"{number}"
        project = place / name
        shutil.copytree(template, project)
        further = place / f"further {name[:50]}.duckdb"
        _build(project, usage, STARTS[number % len(STARTS)], further)
        copy = list(COPIES)[number % len(COPIES)]
        copied = COPIES[copy](project, folder / f"copy {number}" / name)
        _build(copied, usage, STARTS[(number + 1) % len(STARTS)], place / "other.duckdb")
        if not builds.in_child(_opens, further):
            message = f"{further} is no database any more"
            raise builds.BrokenError(message)
        counts[f"built, and built again in a copy ({copy})"] += 1
        shutil.rmtree(place)
        shutil.rmtree(folder / f"copy {number}")
        slowest = max(slowest, time.monotonic() - started)
    return counts


def _build(project: Path, usage: Path, start: str, further: Path) -> None:
    elsewhere = project.parent / "elsewhere"
    elsewhere.mkdir(exist_ok=True)
    place, environment = elsewhere, {}
    if start == "from models/":
        place = project / "models"
        options = ("--profiles-dir", str(project))
    elif start == "DBT_PROJECT_DIR":
        options = ()
        environment = {"DBT_PROJECT_DIR": str(project), "DBT_PROFILES_DIR": str(project)}
    else:
        given = os.path.relpath(project, elsewhere) if "relative" in start else str(project)
        options = ("--project-dir", given, "--profiles-dir", given)
    build = builds.start_process(
        project,
        usage,
        *options,
        *("--vars", f"{{publish_path: {json.dumps(str(further))}}}"),
        WORKING_DIRECTORY=str(place),
        **environment,
    )
    if build.ended() != 0:
        message = f"{project}, {start}: {build.output()[-3000:]}"
        raise builds.BrokenError(message)
    builds.published(project)
    mode = stat.S_IMODE((project / "usage_groups.duckdb").stat().st_mode)
    if mode & 0o222 or not builds.in_child(_opens, further):
        message = f"{project}: mode {mode:o}, and {further}"
        raise builds.BrokenError(message)
    if list(elsewhere.iterdir()):
        message = f"{project}, {start}: left {list(elsewhere.iterdir())} where dbt was started"
        raise builds.BrokenError(message)


def _opens(database: Path) -> bool:
    import duckdb  # noqa: PLC0415

    with duckdb.connect(database, read_only=True) as connection:
        rows = connection.execute("select count(*) from build_info").fetchall()
    return not database.is_symlink() and rows == [(1,)]


def _with_links(project: Path, target: Path) -> Path:
    return Path(shutil.copytree(project, target, symlinks=True))


def _without_links(project: Path, target: Path) -> Path:
    return Path(shutil.copytree(project, target))


def _zipped(project: Path, target: Path) -> Path:
    archive = project.parent / "project.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for file in project.rglob("*"):
            if file.is_file():
                packed.write(file, file.relative_to(project))
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(target)
    return target


def _links_as_text(project: Path, target: Path) -> Path:
    _with_links(project, target)
    for link in [path for path in target.rglob("*") if path.is_symlink()]:
        led_to = str(link.readlink())
        link.unlink()
        link.write_text(led_to)
    return target


def _journal_cut_off(project: Path, target: Path) -> Path:
    _without_links(project, target)
    (target / "exports/.builds/copying.json").write_text('{"build": "2')
    return target


COPIES = {
    "with its links": _with_links,
    "without links": _without_links,
    "zipped and unzipped": _zipped,
    "links as text": _links_as_text,
    "a journal cut off": _journal_cut_off,
}
