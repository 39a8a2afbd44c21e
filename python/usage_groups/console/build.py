"""Run a build with dbt, and say in a few lines what was read and found, or why it ended."""

import argparse
import gc
import json
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from time import monotonic

from usage_groups.console.stages import LAST, STAGES, Stages
from usage_groups.console.summary import plain, summary
from usage_groups.entrypoints.start import Command, Start, prepare
from usage_groups.publish.destination import DATABASE
from usage_groups.settings.sources import check_make, command_line_vars
from usage_groups.stopping import STOPPED

MOST_LINES = 15
INTERRUPTED = 130
LOG = "logs/dbt.log"


def main(arguments: Sequence[str] | None = None) -> int:
    """Build, and return what the process ends with: 0, 1, or 130 where somebody stopped it."""
    parser = argparse.ArgumentParser(prog="python -m usage_groups", description=__doc__)
    parser.add_argument("--vars", default=os.environ.get("VARS", ""), help="as for dbt")
    text = parser.parse_args(arguments).vars
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")
    project = Path(os.environ.setdefault("DBT_PROJECT_DIR", "."))
    os.environ.setdefault("DBT_PROFILES_DIR", str(project))
    try:
        check_make(os.environ.get("MAKEFLAGS", ""))
        given = command_line_vars(text)
        command = Command(reads=True, publishes=True)
        start = prepare(project, given, os.environ, command)
        say(f"Reading {plain(start.usage)} ({_sizes(start.files)}).")
        return _build(project, start, given)
    except ValueError as error:
        say(str(error), sys.stderr)
        return 1
    except KeyboardInterrupt:
        say(STOPPED, sys.stderr)
        return INTERRUPTED


def say(line: str, stream: object = None) -> None:
    """Write a line for people."""
    show("")
    print(line, file=stream or sys.stdout, flush=True)


def show(progress: str) -> None:
    """Write how far long work is, until the next line takes its place; only on a terminal."""
    if sys.stdout.isatty():
        width = shutil.get_terminal_size().columns - 1
        sys.stdout.write(f"\r\x1b[K{plain(progress)[:width]}")
        sys.stdout.flush()


def _sizes(files: Sequence[str]) -> str:
    size = sum(Path(file).stat().st_size for file in files)
    number = f"{len(files):,} file{'' if len(files) == 1 else 's'}"
    return f"{number}, {size / 1e6:,.1f} MB"


def _near(path: Path) -> str:
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative


def _build(project: Path, start: Start, given: dict[str, object]) -> int:
    # What dbt makes as it starts stays; the plugin of its connection turns this on again.
    gc.disable()
    # Importing dbt takes longer than all checks.
    from usage_groups.console.run import run  # noqa: PLC0415

    stages = Stages(say, monotonic)
    variables = {name: start.values[name] for name in given}
    result = run(project, json.dumps(variables) if variables else "", stages, show)
    if result.is_stopped:
        raise KeyboardInterrupt
    if result.sentences:
        for line in (*result.sentences, *result.remarks):
            say(plain(line), sys.stderr)
        return 1
    stages.end()
    files = ("exports/report.html", "exports/usage_groups.xlsx", DATABASE, LOG)
    *results, log = (_near(project / name) for name in files)
    last = [f"Results: {', '.join(results)}", f"Log: {log}"]
    room = MOST_LINES - 1 - len([*STAGES, LAST]) - len(last)
    for line in (*summary(project / DATABASE, result.remarks, room), *last):
        say(line)
    return 0
