"""Notice when the usage files change: while a build reads them, and since the last build."""

import hashlib
import json
import time
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path

from usage_groups.reading.columns import Source
from usage_groups.reading.contents import InputError

# What each file of some paths looked like when the build started: size, inode and times of change.
_SEEN: dict[tuple[str, ...], dict[str, tuple[int, ...]]] = {}
# What was written so shortly before may be written again within the same tick of the clock.
SECONDS_UNTIL_SETTLED = 2
READING = Path(__file__).parent
_NANOSECONDS = 10**9


def look(file: str) -> tuple[int, int, int, int]:
    """Return size, inode and times of change of a file: who writes to it changes one of them."""
    status = Path(file).stat()
    return status.st_size, status.st_ino, status.st_mtime_ns, status.st_ctime_ns


def watch(paths: Sequence[str], files: Sequence[str]) -> None:
    """Remember what the files of paths, globs and folders look like.

    Parameters
    ----------
    paths : sequence of str
        Files, folders and globs.
    files : sequence of str
        All files that they name.
    """
    _SEEN[tuple(paths)] = _looks(files)


def check(paths: Sequence[str], files: Sequence[str]) -> None:
    """Compare them with what they were when the build started.

    Parameters
    ----------
    paths : sequence of str
        As they were handed to `watch`; nothing is compared where they were not.
    files : sequence of str
        The files that they name now.

    Raises
    ------
    InputError
        When a file has come, gone or changed.
    """
    seen = _SEEN.get(tuple(paths))
    if seen is None:
        return
    now = _looks(files)
    changed = sorted(file for file in seen.keys() | now.keys() if seen.get(file) != now.get(file))
    if changed:
        message = (
            f"{', '.join(map(repr, changed))} changed while the build was reading. "
            "Build again when the file is complete; write it elsewhere and move it here."
        )
        raise InputError(message)


def file_keys(sources: Iterable[Source], project: str, vars_said: str) -> dict[str, str]:
    """Tell of files what decides how their rows are read and judged.

    Parameters
    ----------
    sources : iterable of Source
        The files. Not their bytes are compared but size, inode and times: of all that is done to
        a file, only the time of change cannot be set back.
    project : str
        Folder of the project, whose SQL judges the rows.
    vars_said : str
        The vars that decide how.

    Returns
    -------
    dict of str to str
        By name, a text that changes with any of it; none of a file that has to be read: a
        database, or one that was written just now.
    """
    shared = (vars_said, version("duckdb"), _code_print(project))
    keys = {}
    for source in sources:
        if source.origin is None:
            continue
        seen = look(source.origin)
        if time.time() - max(seen[2:]) / _NANOSECONDS < SECONDS_UNTIL_SETTLED:
            continue
        known = [
            *(source.origin, source.name, seen, source.layout.reader, source.layout.columns),
            *(source.columns.expressions, source.columns.folders, source.columns.days),
            *shared,
        ]
        keys[source.name] = hashlib.sha256(json.dumps(known).encode()).hexdigest()
    return keys


def _code_print(project: str) -> str:
    """Return a hash of the code that reads and judges rows."""
    sql = Path(project)
    files = [
        *READING.glob("*.py"),
        *(sql / "macros").rglob("*.sql"),
        *(sql / "models/staging").glob("stg_usage.sql"),
    ]
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _looks(files: Sequence[str]) -> dict[str, tuple[int, ...]]:
    looks = {}
    for file in files:
        try:
            looks[file] = look(file)
        except OSError:
            continue
    return looks
