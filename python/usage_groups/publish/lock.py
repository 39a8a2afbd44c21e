"""Let one build at a time use the private databases, and see that they can be opened."""

import fcntl
import os
import shutil
from pathlib import Path
from typing import BinaryIO

import duckdb

from usage_groups.database import connect, steps_database
from usage_groups.publish.leftovers import remove_leftovers

# Locks of this process, released when it ends, however it ends.
_HELD: dict[str, BinaryIO] = {}
# The private databases of the smallest build take more.
FEWEST_BYTES_FREE = 5_000_000
SIGNS_OF_DAMAGE = ("not a valid DuckDB", "orrupt", "Could not read enough bytes")


class BuildError(RuntimeError):
    """A build cannot start; the message says why and what to do."""


def reserve(database: str, *, is_complete: bool = False) -> None:
    """Keep other builds away from the private databases until this process ends.

    Parameters
    ----------
    database : str
        Path of the database in which a build makes the marts; another lies beside it. A damaged
        one is removed, since a build makes everything in it again.
    is_complete : bool
        Whether all marts are made. They start from no database then: it is published as it is,
        and would hold the room of those before.

    Raises
    ------
    BuildError
        When another build or program uses it, or it cannot be written.
    """
    path = Path(database)
    if "?" in database or "\\" in database:
        message = (
            f"A build works in '{path.parent}', and DuckDB cannot write where a path has a '?' or "
            "a backslash. Rename that folder, and build again."
        )
        raise BuildError(message)
    lock = str(path.with_name("build.lock").absolute())
    if lock not in _HELD:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _HELD[lock] = _locked(lock, path)
        except OSError as error:
            message = (
                f"Cannot write to '{path.parent}': {error.strerror}. A build works in that folder: "
                "make room or allow writing there, and build again."
            )
            raise BuildError(message) from error
    free = shutil.disk_usage(path.parent).free
    if free < FEWEST_BYTES_FREE:
        message = (
            f"No space left for a build: {free / 1e6:.1f} MB on the disk of '{path.parent}'. "
            "Make room there and build again."
        )
        raise BuildError(message)
    for each in (path, steps_database(path)):
        _check(each)
    if is_complete:
        _discard(path)


def _locked(lock: str, database: Path) -> BinaryIO:
    file = os.fdopen(os.open(lock, os.O_RDWR | os.O_CREAT, 0o666), "r+b")
    try:
        holder = file.read(20).decode(errors="replace").strip()
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.close()
        message = (
            f"Another build of this project is running (process {holder or 'unknown'}). This one "
            "has changed nothing. Build again when the other one has ended."
        )
        raise BuildError(message) from error
    remove_leftovers(database, holder)
    file.seek(0)
    file.truncate()
    file.write(f"{os.getpid()}\n".encode())
    file.flush()
    return file


def _check(path: Path) -> None:
    try:
        connect(path).close()
    except duckdb.IOException as error:
        # Folders may have any name, also that of a fault.
        words = str(error).replace(str(path.resolve()), "").replace(str(path), "")
        if "Could not set lock" in words:
            message = (
                f"'{path}', in which a build works, is open in another program. Close it there, "
                f"and query the published database instead. ({error})"
            )
            raise BuildError(message) from error
        if not any(sign in words for sign in SIGNS_OF_DAMAGE):
            message = f"Cannot open '{path}', in which a build works: {error}"
            raise BuildError(message) from error
        _discard(path)
    except duckdb.Error:
        _discard(path)


def _discard(path: Path) -> None:
    for damaged in (path, Path(f"{path}.wal")):
        damaged.unlink(missing_ok=True)
