"""Notice when the usage files change between the start of a build and its end."""

from collections.abc import Sequence
from pathlib import Path

from usage_groups.reading.contents import InputError

# What each file of some paths looked like when the build started: size, inode and times of change.
_SEEN: dict[tuple[str, ...], dict[str, tuple[int, ...]]] = {}


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


def _looks(files: Sequence[str]) -> dict[str, tuple[int, ...]]:
    looks = {}
    for file in files:
        try:
            status = Path(file).stat()
        except OSError:
            continue
        looks[file] = (status.st_size, status.st_ino, status.st_mtime_ns, status.st_ctime_ns)
    return looks
