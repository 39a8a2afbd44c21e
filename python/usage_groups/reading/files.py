"""Find the usage files that paths, globs and folders name, and name them in what is published."""

import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from usage_groups.reading.contents import InputError

NAMES_SHOWN = 5
URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
GLOB_SIGNS = re.compile(r"[*?[]")
# What Spark, Hive, macOS, Windows, editors and downloads leave beside the files that they write.
LEFT_BESIDE = re.compile(
    r"[.].*|_(?!.*=).*|~[$].*|.*~|.*[.](crc|tmp|part|crdownload|filepart)|thumbs[.]db|desktop[.]ini",
    re.IGNORECASE | re.DOTALL,
)
# What lies in folders of usage without holding any.
BESIDE_USAGE = re.compile(
    r".*[.](md|rst|sql|py|sh|ya?ml|toml|log|html?|pdf|png|jpe?g|svg|md5|sha(1|256|512)|sig|asc)",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True)
class FoundFile:
    """A file, and where it lies below the part of the path that was written out.

    Attributes
    ----------
    path : str
        Where it lies.
    below : tuple of str
        The folders between that part and the file.
    """

    path: str
    below: tuple[str, ...] = ()


def find_files(paths: str | Sequence[str], var: str = "usage_path") -> list[str]:
    """List the files that paths, globs and folders name, sorted by name, each once.

    Parameters
    ----------
    paths : str or sequence of str
        Relative to the working directory. In a folder all files count, however deep.
    var : str
        Where they were written, for errors.

    Raises
    ------
    InputError
        When one names no file, or a URL.
    """
    return [file.path for file in locate_files(paths, var)]


def locate_files(paths: str | Sequence[str], var: str = "usage_path") -> list[FoundFile]:
    """List them as `find_files` does, with the folders that a glob or folder has led through."""
    found: dict[object, FoundFile] = {}
    for path in [paths] if isinstance(paths, str) else paths:
        files = sorted(_named_by(path, var), key=lambda file: file.path)
        if not files:
            raise InputError(_no_file_message(path, var))
        for file in files:
            status = Path(file.path).stat()
            # Not every file system numbers its files.
            number = status.st_ino or Path(file.path).resolve()
            found.setdefault((status.st_dev, number), file)
    return sorted(found.values(), key=lambda file: file.path)


def is_left_beside(name: str, pattern: str = "*") -> bool:
    """Tell whether a file or folder is none of the usage, unless a pattern asks for such names."""
    start = "" if pattern[:1] in {".", "_", "~"} else "any"
    asks_for_such = LEFT_BESIDE.fullmatch(start + pattern.lstrip("*?"))
    return not asks_for_such and bool(LEFT_BESIDE.fullmatch(name))


def shown_names(paths: Sequence[str], project: str) -> dict[str, str]:
    """Name files relative to the project, or to the working directory, else by themselves.

    Parameters
    ----------
    paths : sequence of str
        Different files.
    project : str
        Folder of the project.

    Returns
    -------
    dict of str to str
        A name for each path. Files elsewhere that share theirs have as many folders before it as
        it takes to tell them apart.
    """
    names = {path: _inside(path, project) for path in paths}
    parts = {path: Path(path).absolute().parts for path, name in names.items() if name is None}
    shown = dict.fromkeys(parts, 1)
    while True:
        for path, count in shown.items():
            names[path] = "/".join(parts[path][-count:])
        counts = Counter(names.values())
        alike = [
            path for path in shown if counts[names[path]] > 1 and shown[path] < len(parts[path])
        ]
        if not alike:
            return names
        for path in alike:
            shown[path] += 1


def shown_path(path: str, project: str) -> str:
    """Name what was typed, a file, folder, glob or URL, in the same way."""
    if URL.match(path):
        return path
    return _inside(path, project) or Path(path).name or path


def _named_by(path: str, var: str) -> Iterator[FoundFile]:
    if URL.match(path):
        message = (
            f"{var} '{path}' is a URL, and a build reads no network. Copy the files to this "
            "machine and name them there."
        )
        raise InputError(message)
    # What exists as it is written is no pattern, and no part of one.
    start = Path(path) if Path(path).exists() else Path(path).expanduser()
    if start.is_file():
        yield FoundFile(str(start) if path.startswith("~") else path)
        return
    folder, patterns = start, []
    while not folder.is_dir() and folder != folder.parent:
        folder, patterns = folder.parent, [folder.name, *patterns]
    is_folder = not patterns
    for file in _expanded(folder, tuple(patterns or ("**", "*")), frozenset()):
        below = file.relative_to(folder).parts[:-1]
        if not (is_folder and BESIDE_USAGE.fullmatch(file.name)):
            yield FoundFile(str(file), below)


def _expanded(folder: Path, patterns: tuple[str, ...], above: frozenset) -> Iterator[Path]:
    pattern, rest = patterns[0], patterns[1:]
    if pattern == "**":
        # A link to a folder above would lead round for ever.
        status = folder.stat()
        if (status.st_dev, status.st_ino) in above:
            return
        above |= {(status.st_dev, status.st_ino)}
        yield from _expanded(folder, rest or ("*",), above)
    fitting = "*" if pattern == "**" else pattern.replace("[^", "[!")
    for entry in os.scandir(folder):
        if not fnmatchcase(entry.name, fitting) or is_left_beside(entry.name, fitting):
            continue
        if pattern == "**":
            deeper = patterns
        elif rest:
            deeper = rest
        else:
            deeper = ()
        if deeper and entry.is_dir():
            yield from _expanded(folder / entry.name, deeper, above)
        elif not deeper and entry.is_file():
            yield folder / entry.name
        elif not deeper and entry.is_symlink() and not entry.is_dir():
            message = f"'{entry.path}' is a link to a file that is not there. Mend or remove it."
            raise InputError(message)


def _no_file_message(path: str, var: str) -> str:
    looked = f"{var} '{path}' names no file (looked from {Path.cwd()})."
    folder = Path(path) if Path(path).is_dir() else Path(path).parent
    while GLOB_SIGNS.search(str(folder)) and not folder.is_dir():
        folder = folder.parent
    if not folder.is_dir():
        return f"{looked} There is no folder '{folder}'."
    names = sorted(entry.name for entry in os.scandir(folder) if entry.is_file())
    if not names:
        return f"{looked} The folder '{folder}' holds no files."
    shown, others = names[:NAMES_SHOWN], len(names) - NAMES_SHOWN
    more = f" and {others} more" if others > 0 else ""
    return f"{looked} The folder '{folder}' holds: {', '.join(shown)}{more}."


def _inside(path: str, project: str) -> str | None:
    # Links are not followed: a file is called what the user calls it.
    absolute = Path(path).absolute()
    if ".." in absolute.parts:
        absolute = absolute.resolve()
    for folder in (Path(project).absolute(), Path.cwd()):
        if absolute.is_relative_to(folder) and absolute != folder:
            return absolute.relative_to(folder).as_posix()
    return None
