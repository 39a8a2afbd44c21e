"""Write the SQL that reads usage files of any supported format as rows of text.

Every query returns ``file_name, dt, user_id, type, api_count`` as text, ``header_rows`` (rows of
the file before the first row of data), ``malformed`` (why a row has no columns, else null) and
``original_text`` (the row as it came, where the format keeps it).
"""

from collections import defaultdict
from collections.abc import Mapping

import duckdb

from usage_groups.reading.contents import InputError, check_gzip
from usage_groups.reading.files import (
    JSON_LINES_SUFFIXES,
    PARQUET_SUFFIXES,
    REQUIRED_COLUMNS,
    csv_header,
    find_columns,
    find_files,
)
from usage_groups.sql import sql_name, sql_text

# Lines are read whole: no usage file separates anything with this control character.
NO_DELIMITER = "\x01"


def usage_query(path: str, columns: Mapping[str, str]) -> str:
    """Write the query that reads all files of a path or glob.

    Parameters
    ----------
    path : str
        A file or a glob: CSV, gzip-compressed CSV, Parquet or JSON lines, told apart by name.
    columns : mapping of str to str
        The file's own name of a required column, where it differs.

    Returns
    -------
    str
        A select statement; files with the same columns share one reader, in order of name.

    Raises
    ------
    InputError
        When there is no file, or a file cannot be read or lacks a column.
    """
    groups: dict[tuple, list[str]] = defaultdict(list)
    for file in find_files(path):
        reader, layout = _inspect(file)
        positions = find_columns(file, [name for name, _ in layout], columns)
        groups[reader, tuple(layout), tuple(positions.items())].append(file)
    queries = [
        _WRITERS[reader[0]](files, reader, layout, dict(positions))
        for (reader, layout, positions), files in groups.items()
    ]
    return "\nunion all\n".join(queries)


def _inspect(file: str) -> tuple[tuple[str, ...], list[tuple[str, str]]]:
    name = file.lower()
    if name.endswith(PARQUET_SUFFIXES):
        return ("parquet",), _parquet_layout(file)
    if name.endswith(JSON_LINES_SUFFIXES):
        check_gzip(file)
        return ("json_lines",), _json_lines_layout(file)
    delimiter, header = csv_header(file)
    return ("csv", delimiter), [(column, "VARCHAR") for column in header]


def _parquet_layout(file: str) -> list[tuple[str, str]]:
    query = f"describe select * from read_parquet({sql_text(file)}, binary_as_string = true)"
    try:
        with duckdb.connect() as connection:
            return [(row[0], row[1]) for row in connection.execute(query).fetchall()]
    except duckdb.Error as error:
        reason = str(error).partition("\n")[0]
        message = f"'{file}' is not a complete Parquet file ({reason}). Write or copy it again."
        raise InputError(message) from error


def _json_lines_layout(file: str) -> list[tuple[str, str]]:
    query = (
        "with first_line as (select line from read_csv("
        f"{sql_text(file)}, {_LINE_OPTIONS}) where trim(line) <> '' limit 1) "
        "select case when json_valid(line) and json_type(line) = 'OBJECT' then json_keys(line) end "
        "from first_line"
    )
    try:
        with duckdb.connect() as connection:
            rows = connection.execute(query).fetchall()
    except duckdb.Error as error:
        reason = str(error).partition("\n")[0]
        message = (
            f"'{file}' cannot be read as JSON lines ({reason}). Write it again, as UTF-8 with one "
            "JSON object a line."
        )
        raise InputError(message) from error
    if not rows or rows[0][0] is None:
        found = "the file is empty" if not rows else "the first line is not one"
        message = f"'{file}' is not JSON lines: expected one JSON object a line, but {found}."
        raise InputError(message)
    return [(key, "JSON") for key in rows[0][0]]


_LINE_OPTIONS = (
    "auto_detect = false, header = false, columns = {'line': 'varchar'}, "
    f"delim = '{NO_DELIMITER}', quote = '', escape = '', filename = 'file_name'"
)


def _file_list(files: list[str]) -> str:
    return "[" + ", ".join(sql_text(file) for file in files) + "]"


def _csv_query(
    files: list[str],
    reader: tuple[str, ...],
    layout: tuple[tuple[str, str], ...],
    positions: Mapping[str, int],
) -> str:
    # Columns are named by position, so that no header can collide with another or with SQL.
    columns = ", ".join(f"'column_{index}': 'varchar'" for index in range(len(layout)))
    selected = ", ".join(
        f"column_{positions[required]} as {required}" for required in REQUIRED_COLUMNS
    )
    return f"""
        select
            file_name, {selected}, 1 as header_rows,
            null::varchar as malformed, null::varchar as original_text
        from read_csv(
            {_file_list(files)}, auto_detect = false, header = true, columns = {{{columns}}},
            delim = {sql_text(reader[1])}, quote = '"', escape = '"', filename = 'file_name',
            store_rejects = true, rejects_table = 'malformed_rows', rejects_scan = 'malformed_scans'
        )"""


def _parquet_query(
    files: list[str],
    _reader: tuple[str, ...],
    layout: tuple[tuple[str, str], ...],
    positions: Mapping[str, int],
) -> str:
    selected = ", ".join(
        f"{_plain_text(*layout[positions[required]])} as {required}"
        for required in REQUIRED_COLUMNS
    )
    return f"""
        select
            file_name, {selected}, 0 as header_rows,
            null::varchar as malformed, null::varchar as original_text
        from read_parquet({_file_list(files)}, filename = 'file_name', binary_as_string = true)"""


def _plain_text(name: str, data_type: str) -> str:
    column = sql_name(name)
    if data_type in {"DOUBLE", "FLOAT"}:
        # Text of a large float has an exponent; a whole one is written out in full.
        whole = f"try_cast({column} as hugeint)"
        return f"case when {whole} = {column} then {whole}::varchar else {column}::varchar end"
    return f"{column}::varchar"


def _json_lines_query(
    files: list[str],
    _reader: tuple[str, ...],
    layout: tuple[tuple[str, str], ...],
    positions: Mapping[str, int],
) -> str:
    keys = {required: layout[positions[required]][0] for required in REQUIRED_COLUMNS}
    pointers = {
        required: "/" + key.replace("~", "~0").replace("/", "~1") for required, key in keys.items()
    }
    selected = ", ".join(
        f"json_extract_string(record, {sql_text(pointer)}) as {required}"
        for required, pointer in pointers.items()
    )
    return f"""
        select
            file_name, {selected}, 0 as header_rows,
            case when record is null then 'not a JSON object' end as malformed,
            line as original_text
        from (
            select
                file_name,
                line,
                case when json_valid(line) and json_type(line) = 'OBJECT' then line end as record
            from read_csv({_file_list(files)}, {_LINE_OPTIONS})
            where trim(line) <> ''
        )"""


_WRITERS = {"csv": _csv_query, "parquet": _parquet_query, "json_lines": _json_lines_query}
