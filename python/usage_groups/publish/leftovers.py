"""Temporary files of builds: where they lie, and how those of a killed build go away."""

import os
import shutil
from pathlib import Path

SEMAPHORES = Path("/dev/shm")  # noqa: S108


def temporary_folder(database: Path) -> Path:
    """Name the folder of everything that a build writes for a while.

    Parameters
    ----------
    database : Path
        The database in which a build works.

    Returns
    -------
    Path
        The folder, beside the database.
    """
    return database.absolute().with_name("temporary")


def remove_leftovers(database: Path, builder: str) -> None:
    """Remove what a build that was killed has left, and make room for the next one.

    Parameters
    ----------
    database : Path
        The database in which a build makes the marts. DuckDB spills data to a folder beside it, and
        writes files under a temporary name.
    builder : str
        Number of the process that built before, as far as it is known.
    """
    scratch = temporary_folder(database)
    for left in (scratch, database.with_name(f"{database.name}.tmp")):
        shutil.rmtree(left, ignore_errors=True)
    for unfinished in database.parent.glob("tmp_*"):
        unfinished.unlink(missing_ok=True)
    scratch.mkdir(parents=True, exist_ok=True)
    # What counts joblib's workers, when whoever removes it was killed as well.
    if builder.isdigit() and not _is_running(int(builder)):
        for semaphore in SEMAPHORES.glob(f"sem.loky-{builder}-*"):
            semaphore.unlink(missing_ok=True)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def empty_folder(folder: str) -> None:
    """Make a folder, without what an earlier build may have left in it.

    Parameters
    ----------
    folder : str
        May be missing, and so may those above it.
    """
    shutil.rmtree(folder, ignore_errors=True)
    Path(folder).mkdir(parents=True, exist_ok=True)
