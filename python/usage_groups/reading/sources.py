"""The files that a build reads: found, unpacked, looked at and named."""

import re
from collections.abc import Callable, Collection
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from usage_groups.reading.archives import make_folder, unpack
from usage_groups.reading.columns import Layout, Source, Usage, find_columns
from usage_groups.reading.contents import InputError
from usage_groups.reading.files import FoundFile, locate_files, shown_names
from usage_groups.reading.layouts import is_database, look_at
from usage_groups.reading.queries import files_query
from usage_groups.reading.warehouse import copy_table
from usage_groups.reading.watch import look

FOLDER_VALUE = re.compile(r"([^=]+)=(.*)", re.DOTALL)
# What Hive and Spark write for a value that is null.
NULL_FOLDER = "__HIVE_DEFAULT_PARTITION__"
BUILD = "build"
# What this process has opened: another build sees other files, and this one may not.
_OPENED: dict[tuple, list[Source]] = {}
_NAMES: dict[str, str] = {}


def usage_query(usage: Usage, left_out: Collection[str] = ()) -> str:
    """Write the query that reads the usage as rows of text; its columns are named in `queries`.

    Parameters
    ----------
    usage : Usage
        What is read, and what the vars say of it.
    left_out : collection of str
        Names of files that are not read.

    Raises
    ------
    InputError
        When there is no file, or one cannot be read or lacks a column.
    """
    return files_query([source for source in open_sources(usage) if source.name not in left_out])


def open_sources(usage: Usage) -> list[Source]:
    """Open all files of the usage, once in a process as long as they are the same.

    Parameters
    ----------
    usage : Usage
        What is read, and what the vars say of it.

    Returns
    -------
    list of Source
        In order of name.

    Raises
    ------
    InputError
        When there is no file, or one cannot be read or lacks a column.
    """
    found = locate_files(usage.paths)
    key = (repr(usage), tuple((file.path, *look(file.path)) for file in found))
    if key not in _OPENED:
        _OPENED[key] = _open(found, usage)
        _NAMES.update({source.path: source.name for source in _OPENED[key]})
    return _OPENED[key]


def content_files(usage: Usage) -> list[str]:
    """List the files of the usage, in order of path; of databases what was copied of them."""
    opened = open_sources(usage)
    copies = {source.database: source.path for source in opened if source.database}
    return [copies.get(file.path, file.path) for file in locate_files(usage.paths)]


def source_name(path: str) -> str:
    """Return the name of a file that was opened, for what is published."""
    return _NAMES.get(path, path)


def _open(found: list[FoundFile], usage: Usage) -> list[Source]:
    folder = _made_when_needed(str(Path(usage.project, BUILD)))
    names = shown_names([file.path for file in found], usage.project)
    databases = {file.path for file in found if is_database(file.path)}
    if usage.usage_table and not databases:
        message = "usage_table is set, but usage_path names no DuckDB database. Leave it out."
        raise InputError(message)
    opened: dict[str, tuple[str, str, tuple[str, ...]]] = {}
    origins: dict[str, str] = {}
    sources = []
    for file in found:
        if file.path in databases:
            copy, layout, columns = copy_table(file.path, usage, folder())
            name = f"{names[file.path]}: {usage.usage_table}"
            sources.append(Source(copy, name, layout, columns, database=file.path))
            continue
        for path, inside in unpack(file.path, folder):
            parts = [part for part in (names[file.path], inside) if part]
            typed = [part for part in (file.path, inside) if part]
            below = (*file.below, *PurePosixPath(inside).parts[:-1])
            opened[path] = ("/".join(typed), "/".join(parts), below)
            origins[path] = file.path
    for path, layout in _look_at(opened).items():
        label, name, below = opened[path]
        columns = find_columns(label, layout, usage, _folder_values(below))
        sources.append(Source(path, name, layout, columns, origin=origins[path]))
    return sorted(sources, key=lambda source: source.name)


def _look_at(opened: dict[str, tuple[str, str, tuple[str, ...]]]) -> dict[str, Layout]:
    try:
        return look_at(opened)
    except InputError as error:
        message = str(error)
        for path, (label, _, _) in opened.items():
            message = message.replace(f"'{path}'", f"'{label}'")
        raise InputError(message) from error


def _made_when_needed(build: str) -> Callable[[], str]:
    made = []

    def folder() -> str:
        if not made:
            made.append(make_folder(build))
        return made[0]

    return folder


def _folder_values(below: tuple[str, ...]) -> dict[str, str]:
    values = {}
    for part in below:
        match = FOLDER_VALUE.fullmatch(part)
        if match:
            name, value = (unquote(text) for text in match.groups())
            values[name] = "" if value == NULL_FOLDER else value
    return values
