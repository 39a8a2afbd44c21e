"""Find the usage files and write the SQL that reads them as text, without guessing types."""

import csv
import io
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb

from usage_groups.reading.contents import InputError, first_line

REQUIRED_COLUMNS = ("dt", "user_id", "type", "api_count")
NAMES_SHOWN = 5
DELIMITERS = (",", ";", "\t", "|")
PARQUET_SUFFIXES = (".parquet", ".pq")
JSON_LINES_SUFFIXES = (".jsonl", ".ndjson", ".json", ".jsonl.gz", ".ndjson.gz", ".json.gz")


def find_files(path: str) -> list[str]:
    """List the files that a path or glob names, sorted by name.

    Parameters
    ----------
    path : str
        A file or a glob, relative to the working directory.

    Raises
    ------
    InputError
        When no file matches, or the path is a folder.
    """
    if Path(path).is_file():
        return [path]
    if Path(path).is_dir():
        message = (
            f"usage_path '{path}' is a folder. "
            f"Name a file in it, or a glob such as '{Path(path) / '*.csv'}'."
        )
        raise InputError(message)
    with duckdb.connect() as connection:
        rows = connection.execute("select file from glob(?) order by file", [path]).fetchall()
    files = [file for (file,) in rows if Path(file).is_file()]
    if not files:
        raise InputError(_no_file_message(path))
    return files


def _no_file_message(path: str) -> str:
    folder = Path(path).parent
    looked = f"usage_path '{path}' names no file (looked from {Path.cwd()})."
    if not folder.is_dir():
        return f"{looked} There is no folder '{folder}'."
    names = sorted(entry.name for entry in os.scandir(folder) if entry.is_file())
    if not names:
        return f"{looked} The folder '{folder}' holds no files."
    shown, others = names[:NAMES_SHOWN], len(names) - NAMES_SHOWN
    more = f" and {others} more" if others > 0 else ""
    return f"{looked} The folder '{folder}' holds: {', '.join(shown)}{more}."


def csv_header(file: str) -> tuple[str, list[str]]:
    """Read the delimiter and the column names from the first line of a CSV file.

    Parameters
    ----------
    file : str
        Path of a CSV file, gzip-compressed when its name ends in ``.gz``.

    Returns
    -------
    tuple of (str, list of str)
        The delimiter that splits the first line into most columns, and the names as they stand.

    Raises
    ------
    InputError
        When the file is empty or its first line cannot be read.
    """
    text = first_line(file)
    if not text.strip():
        names = ", ".join(REQUIRED_COLUMNS)
        message = f"'{file}' has no header: expected a first line with the columns {names}."
        raise InputError(message)
    try:
        splits = {sign: next(csv.reader(io.StringIO(text), delimiter=sign)) for sign in DELIMITERS}
    except csv.Error as error:
        message = f"The header of '{file}' cannot be split into columns ({error})."
        raise InputError(message) from error
    delimiter = max(DELIMITERS, key=lambda sign: len(splits[sign]))
    return delimiter, splits[delimiter]


def find_columns(file: str, found: Iterable[str], columns: Mapping[str, str]) -> dict[str, int]:
    """Find the position of each required column, whatever its case.

    Parameters
    ----------
    file : str
        Named in errors.
    found : iterable of str
        The file's column names, in order.
    columns : mapping of str to str
        The file's own name of a required column, where it differs.

    Returns
    -------
    dict of str to int
        Position of each of ``REQUIRED_COLUMNS``, from 0.

    Raises
    ------
    InputError
        When ``columns`` maps a name that is not required, or a column is missing or ambiguous.
    """
    unknown = sorted(set(columns) - set(REQUIRED_COLUMNS))
    if unknown:
        message = (
            f"usage_columns maps {', '.join(unknown)}, but the columns that can be mapped are "
            f"{', '.join(REQUIRED_COLUMNS)}. Write it as {{dt: day, user_id: account, ...}}."
        )
        raise InputError(message)
    names = [name.strip() for name in found]
    folded = [name.casefold() for name in names]
    wanted = {required: columns.get(required) or required for required in REQUIRED_COLUMNS}
    counts = {required: folded.count(name.strip().casefold()) for required, name in wanted.items()}
    missing = [wanted[required] for required, count in counts.items() if count == 0]
    if missing:
        message = (
            f"'{file}' has no column {', '.join(missing)}. "
            f"Looked for: {', '.join(wanted.values())}. Found: {', '.join(names)}. "
            f"Other names can be mapped with usage_columns."
        )
        raise InputError(message)
    ambiguous = [wanted[required] for required, count in counts.items() if count > 1]
    if ambiguous:
        message = (
            f"'{file}' has more than one column {', '.join(ambiguous)} (names are compared without "
            f"case). Found: {', '.join(names)}. Rename all but one."
        )
        raise InputError(message)
    return {required: folded.index(name.strip().casefold()) for required, name in wanted.items()}
