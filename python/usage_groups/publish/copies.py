"""Further copies of the published database, which nobody can write to by mistake."""

import contextlib
import errno
import shutil
import stat
from pathlib import Path

from usage_groups.publish.syncing import sync

# Where a copy is being written, so that the next build removes one that was cut off.
NOTE = ".further_copy"


class CopyError(OSError):
    """A build is published, but not its further copy; the message says so."""


def stage(database: Path, path: Path) -> None:
    """Copy a database beside a further path, under another name.

    Parameters
    ----------
    database : Path
        In the folder of its build.
    path : Path
        Where `appear` lets the copy appear, also on another disk.

    Raises
    ------
    OSError
        When the copy cannot be written; nothing is left of it then.
    """
    builds = database.parent.parent
    if path.is_dir():
        raise IsADirectoryError(
            errno.EISDIR, "a folder of this name is in the way, move it elsewhere", str(path)
        )
    (builds / NOTE).write_text(str(_new(path).absolute()), encoding="utf-8")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _new(path).unlink(missing_ok=True)
        shutil.copyfile(database, _new(path))
        forbid_writing(_new(path))
        sync(_new(path))
    except OSError:
        remove_unfinished(builds)
        raise


def appear(path: Path) -> None:
    """Let a copy that was staged appear under its path, in one step.

    Parameters
    ----------
    path : Path
        As it was handed to `stage`.

    Raises
    ------
    CopyError
        When it cannot be put there.
    """
    try:
        _new(path).replace(path)
        sync(path.parent)
    except OSError as error:
        message = (
            f"The build is published, but its further copy '{path}' is as it was: "
            f"{error.strerror}. Allow writing there, and build again."
        )
        raise CopyError(message) from error


def same_path(one: Path, other: Path) -> bool:
    """Tell whether two paths are one, whatever their last parts lead to."""
    return one.parent.resolve() / one.name == other.parent.resolve() / other.name


def remove_unfinished(builds: Path) -> None:
    """Remove a copy that was cut off."""
    note = builds / NOTE
    with contextlib.suppress(OSError, ValueError):
        unfinished = Path(note.read_text(encoding="utf-8"))
        if unfinished.name.startswith(".") and unfinished.suffix == ".new":
            unfinished.unlink(missing_ok=True)
        note.unlink()


def forbid_writing(file: Path) -> None:
    """Take the right to write from a file, where its disk knows of rights."""
    with contextlib.suppress(PermissionError):
        file.chmod(stat.S_IMODE(file.stat().st_mode) & 0o444)


def _new(path: Path) -> Path:
    return path.with_name(f".{path.name}.new")
