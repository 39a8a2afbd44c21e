"""Notice when the usage files change between the start of a build and its end."""

from pathlib import Path

from usage_groups.reading.contents import InputError
from usage_groups.reading.files import find_files

# What each file of a path looked like when the build started: size, inode and times of change.
_SEEN: dict[str, dict[str, tuple[int, ...]]] = {}


def forget() -> None:
    """Forget what any files looked like, as another build starts."""
    _SEEN.clear()


def watch(path: str) -> list[str]:
    """Remember what the files of a path or glob look like, or compare it with what is remembered.

    Parameters
    ----------
    path : str
        A file or a glob.

    Returns
    -------
    list of str
        The files, none where the path names none: reading it says why.

    Raises
    ------
    InputError
        When a file has come, gone or changed since it was first watched.
    """
    try:
        files = find_files(path)
    except InputError:
        return []
    check(path, files)
    _SEEN.setdefault(path, _looks(files))
    return files


def check(path: str, files: list[str]) -> None:
    """Compare the files of a path with what they were when the build started.

    Parameters
    ----------
    path : str
        As it was handed to `watch`; nothing is compared where it was not.
    files : list of str
        The files that it names now.

    Raises
    ------
    InputError
        When a file has come, gone or changed.
    """
    seen = _SEEN.get(path)
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


def _looks(files: list[str]) -> dict[str, tuple[int, ...]]:
    looks = {}
    for file in files:
        try:
            status = Path(file).stat()
        except OSError:
            continue
        looks[file] = (status.st_size, status.st_ino, status.st_mtime_ns, status.st_ctime_ns)
    return looks
