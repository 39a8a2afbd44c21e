"""Whole builds: from nothing, again with the groups that they stored, and of an earlier commit."""

import argparse
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from inputs import dbt, empty, of_project
from phases import phases
from processes import OWN, PROJECT, Measured, measure
from tables import Tables, add_row

# What ``make build`` ran before there was a command of our own.
EARLIER_BUILD = ("build", "--exclude-resource-type", "unit_test")


def make_build(project: Path, usage: str, *variables: str, python: Path = OWN) -> Measured:
    """Build as ``make build`` does, or did in an earlier commit, which has a Python of its own."""
    if python != OWN:
        return dbt(project, usage, *EARLIER_BUILD, *variables, python=python)
    return measure([OWN, "-m", "usage_groups", *variables], of_project(project, usage))


def build_again(project: Path, usage: str, *variables: str, python: Path = OWN) -> Measured:
    """Build in an empty warehouse, as for a person's second build: the project is parsed."""
    empty(project)
    dbt(project, usage, "parse", "--quiet", *variables, python=python)
    return make_build(project, usage, *variables, python=python)


def compare_builds(
    tables: Tables,
    built: tuple[Path, str, int],
    asked: argparse.Namespace,
    of_notebook: dict[str, float],
    its_process: Measured | None,
) -> None:
    """Measure a build beside the notebook's method, a nightly one, and builds with less memory."""
    project, usage, rows = built
    whole = build_again(project, usage)
    spent = phases(project / "target", whole.seconds)
    nightly = make_build(project, usage)
    row = {
        "rows": rows,
        "build (s)": whole.seconds,
        "processor time (s)": whole.processor_seconds,
        "microseconds a row": whole.seconds / rows * 1e6,
        "peak (GB)": whole.gigabytes,
        "with stored groups (s)": nightly.seconds,
        "stored / searched": nightly.seconds / whole.seconds,
        "notebook's method (s)": "not run",
    }
    if its_process:
        row |= {
            "notebook's method (s)": its_process.seconds,
            "of it DBSCAN and silhouettes (s)": of_notebook["sweep_seconds"],
            "its peak (GB)": its_process.gigabytes,
            "times faster": its_process.seconds / whole.seconds,
        }
    add_row(tables, "build", row)
    add_row(tables, "phases", {"rows": rows} | spent)
    add_row(tables, "memory", _memory(rows, "none", whole))
    for limit in asked.limits:
        variables = ("--vars", json.dumps({"memory_limit": limit}))
        add_row(tables, "memory", _memory(rows, limit, build_again(project, usage, *variables)))


def _memory(rows: int, limit: str, build: Measured) -> dict[str, object]:
    seconds, peak = build.seconds, build.gigabytes
    return {"rows": rows, "memory_limit": limit, "build (s)": seconds, "peak (GB)": peak}


@contextmanager
def checkout(commit: str, folder: Path) -> Iterator[Path]:
    """Check a commit out, and install what it needs in an environment of its own."""
    git = ("git", "-C", PROJECT, "worktree")
    measure([*git, "add", "--detach", folder, commit])
    try:
        measure(["make", "--directory", folder, ".venv/installed"])
        yield folder
    finally:
        measure([*git, "remove", "--force", folder])


def compare_commit(
    tables: Tables, usage: str, rows: int, asked: argparse.Namespace, folders: tuple[Path, Path]
) -> None:
    """Build with this project and with an earlier commit in turn, and take ratios pair by pair."""
    project, earlier = folders
    python = earlier / ".venv/bin/python"
    pairs = [
        (build_again(project, usage), build_again(earlier, usage, python=python))
        for _ in range(asked.repeats)
    ]
    ours, others = zip(*pairs, strict=True)
    commit = measure(["git", "-C", earlier, "rev-parse", "--short", "HEAD"]).output.strip()
    row = {
        "rows": rows,
        "build (s)": median(build.seconds for build in ours),
        f"at {commit} (s)": median(build.seconds for build in others),
        "ratio": median(one.seconds / other.seconds for one, other in pairs),
        "ratio of processor time": median(
            one.processor_seconds / other.processor_seconds for one, other in pairs
        ),
        "peak (GB)": max(build.gigabytes for build in ours),
        "its peak (GB)": max(build.gigabytes for build in others),
    }
    add_row(tables, "commit", row)


def measure_checkout(tables: Tables, folder: Path) -> None:
    """Measure the README's commands in a fresh clone, downloads included."""
    clone = folder / "clone"
    measure(["git", "clone", "--quiet", PROJECT, clone])
    for command in ("make build", ".ci/run"):
        done = measure(["sh", "-c", f"cd '{clone}' && {command}"])
        row = {"command": command, "seconds": done.seconds, "peak (GB)": done.gigabytes}
        add_row(tables, "clone", row)
