"""Look at files of JSON records: objects, one a line or in one array."""

import json
from collections.abc import Iterator

from usage_groups.database import connect
from usage_groups.reading.columns import Layout
from usage_groups.reading.contents import (
    HEAD,
    InputError,
    compression,
    file_list,
    line_options,
    open_binary,
    query_lines,
    reasons,
)
from usage_groups.sql import sql_text

# The columns of JSON are what so many records have.
RECORDS_LOOKED_AT = 1000
DEEPEST = 5


def json_layout(file: str) -> Layout:
    """Look at a file of JSON lines, or of one JSON array.

    Parameters
    ----------
    file : str
        Path of a file that holds JSON.

    Returns
    -------
    Layout
        With a column for each key that one of the first records has, and for keys of objects in
        it, after a dot.

    Raises
    ------
    InputError
        When it is neither.
    """
    records, reader = _json_records(file)
    pointers: dict[str, list[str]] = {}
    # Keys with a dot in them come before what a dot leads to.
    for depth in (1, DEEPEST):
        for record in records:
            for name, pointer in _names(record, depth):
                if pointer not in pointers.setdefault(name, []):
                    pointers[name].append(pointer)
    texts = tuple((name, _first_text(found)) for name, found in pointers.items())
    return Layout((reader, compression(file)), texts)


def _first_text(pointers: list[str]) -> str:
    texts = [f"json_extract_string(record, {sql_text(pointer)})" for pointer in pointers]
    return texts[0] if len(texts) == 1 else f"coalesce({', '.join(texts)})"


def _json_records(file: str) -> tuple[list[dict], str]:
    if compression(file) == "zstd":
        found = query_lines(file, "line", "trim(line) <> '' limit 1")
        start = found[0][0] if found else ""
    else:
        with open_binary(file) as binary:
            start = binary.read(HEAD).decode("utf-8", "replace").removeprefix("\ufeff")
    if start.lstrip().startswith("["):
        query = f"select json from {json_elements([file])} limit {RECORDS_LOOKED_AT}"
        with (
            reasons(f"'{file}' is not a complete JSON array ({{reason}}). Write it again."),
            connect() as connection,
        ):
            texts = [text for (text,) in connection.execute(query).fetchall()]
        reader = "json_array"
    else:
        texts = [
            text
            for (text,) in query_lines(file, "line", f"trim(line) <> '' limit {RECORDS_LOOKED_AT}")
        ]
        reader = "json_lines"
    records = [_object(text) for text in texts]
    if not records or records[0] is None:
        found = "the file is empty" if not records else "the first one is not an object"
        message = (
            f"'{file}' is not JSON of rows: expected one JSON object a line, or an array of "
            f"objects, but {found}."
        )
        raise InputError(message)
    return [record for record in records if record is not None], reader


def json_elements(files: list[str]) -> str:
    """Write the table function that reads the elements of JSON arrays, and their files' paths."""
    return (
        f"read_json_objects({file_list(files)}, format = 'array', hive_partitioning = false, "
        f"filename = 'file_path', compression = '{compression(files[0])}')"
    )


def json_lines(files: list[str]) -> str:
    """Write the table function that reads the lines of files."""
    return f"read_csv({file_list(files)}, {line_options(files[0])}, filename = 'file_path')"


def _object(text: str) -> dict | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _names(record: dict, depth: int, above: str = "", pointer: str = "") -> Iterator:
    for key, value in record.items():
        place = f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}"
        yield above + key, place
        if depth > 1 and isinstance(value, dict):
            yield from _names(value, depth - 1, f"{above}{key}.", place)
