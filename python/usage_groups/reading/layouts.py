"""Look at each usage file once: how it is read, and which columns it has, as text."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import duckdb

from usage_groups.database import connect
from usage_groups.reading.archives import check_complete
from usage_groups.reading.columns import Layout
from usage_groups.reading.contents import (
    COMPRESSIONS,
    InputError,
    compression,
    file_list,
    first_line,
    has_rows,
    reasons,
)
from usage_groups.reading.json_layouts import json_layout
from usage_groups.sql import sql_name, sql_text

DELIMITERS = (",", ";", "\t", "|")
PARQUET_SUFFIXES = {".parquet", ".pq"}
JSON_SUFFIXES = {".jsonl", ".ndjson", ".json"}
DATABASE_SIGN = b"DUCK"
DATABASE_SIGN_PLACE = 8


def look_at(files: Iterable[str]) -> dict[str, Layout]:
    """Look at files, told apart by name.

    Parameters
    ----------
    files : iterable of str
        CSV, Parquet, JSON lines or arrays; compressed as their names say.

    Returns
    -------
    dict of str to Layout

    Raises
    ------
    InputError
        When one cannot be read.
    """
    listed = list(files)
    parquet = [file for file in listed if kind_of(file) == "parquet"]
    layouts = _parquet_layouts(parquet) if parquet else {}
    for file in listed:
        if file not in layouts:
            check_complete(file)
            layouts[file] = json_layout(file) if kind_of(file) == "json" else _csv_layout(file)
    return layouts


def kind_of(file: str) -> str:
    """Tell by its name whether a file holds ``parquet``, ``json`` or ``csv``."""
    suffixes = [suffix.lower() for suffix in Path(file).suffixes]
    if suffixes and suffixes[-1] in PARQUET_SUFFIXES:
        return "parquet"
    if suffixes and suffixes[-1] in COMPRESSIONS:
        suffixes.pop()
    return "json" if suffixes and suffixes[-1] in JSON_SUFFIXES else "csv"


def is_database(file: str) -> bool:
    """Tell from its content whether a file is a DuckDB database."""
    with Path(file).open("rb") as binary:
        return binary.read(DATABASE_SIGN_PLACE + 4)[DATABASE_SIGN_PLACE:] == DATABASE_SIGN


def _csv_layout(file: str) -> Layout:
    delimiter, header = csv_header(file)
    # Columns are named by position, so that no header can collide with another or with SQL.
    columns = tuple((name, f"column_{position}") for position, name in enumerate(header))
    row_count = None if has_rows(file) else 0
    return Layout(("csv", delimiter, compression(file), str(len(header))), columns, row_count)


def csv_header(file: str) -> tuple[str, list[str]]:
    """Read the delimiter and the column names from the first line of a CSV file.

    Parameters
    ----------
    file : str
        Path of a CSV file, compressed as its name says.

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
        message = (
            f"'{file}' has no header: expected a first line with the columns "
            "dt, user_id, type, api_count."
        )
        raise InputError(message)
    try:
        splits = {sign: next(csv.reader(io.StringIO(text), delimiter=sign)) for sign in DELIMITERS}
    except csv.Error as error:
        message = f"The header of '{file}' cannot be split into columns ({error})."
        raise InputError(message) from error
    delimiter = max(DELIMITERS, key=lambda sign: len(splits[sign]))
    return delimiter, splits[delimiter]


def _parquet_layouts(files: list[str]) -> dict[str, Layout]:
    with connect() as connection:
        try:
            schemas = _parquet_schemas(connection, files)
        except duckdb.Error:
            # Which one it is, DuckDB does not always say.
            schemas = {}
            for file in files:
                with reasons(
                    f"'{file}' is not a complete Parquet file ({{reason}}). Write or copy it again."
                ):
                    schemas |= _parquet_schemas(connection, [file])
        alike = defaultdict(list)
        for file, (schema, row_count) in schemas.items():
            alike[schema].append((file, row_count))
        layouts = {}
        for same in alike.values():
            described = connection.execute(
                f"describe select * from {parquet_rows([same[0][0]])}"
            ).fetchall()
            columns = tuple((name, plain_text(name, kind)) for name, kind, *_ in described)
            # A name that no column has, for the file that a row comes from.
            path = "file_path"
            while path in {name.casefold() for name, _ in columns}:
                path += "_"
            for file, row_count in same:
                layouts[file] = Layout(("parquet", path), columns, row_count)
        return layouts


def _parquet_schemas(
    connection: duckdb.DuckDBPyConnection, files: list[str]
) -> dict[str, tuple[str, int]]:
    found = connection.execute(
        "select file_name, schema_text, num_rows from ("
        "select file_name, string_agg(concat_ws('|', name, type, type_length, num_children, "
        "converted_type, logical_type, precision, scale), ';') as schema_text "
        f"from parquet_schema({file_list(files)}) group by file_name) "
        f"inner join parquet_file_metadata({file_list(files)}) using (file_name)"
    ).fetchall()
    return {file: (schema, row_count) for file, schema, row_count in found}


def parquet_rows(files: list[str], path: str = "") -> str:
    """Write the table function that reads Parquet files, with a column for their path if named."""
    named = f", filename = {sql_text(path)}" if path else ""
    return (
        f"read_parquet({file_list(files)}, binary_as_string = true, hive_partitioning = false"
        f"{named})"
    )


def plain_text(name: str, data_type: str) -> str:
    """Write the expression that gives a column of some type as text."""
    column = sql_name(name)
    if data_type in {"DOUBLE", "FLOAT"}:
        # Text of a large float has an exponent; a whole one is written out in full.
        whole = f"try_cast({column} as hugeint)"
        return f"case when {whole} = {column} then {whole}::varchar else {column}::varchar end"
    return f"{column}::varchar"
