"""Copy a table of another DuckDB database: a build opens no file but its own."""

import os
import tempfile
from pathlib import Path

import duckdb

from usage_groups.database import connect
from usage_groups.reading.columns import REQUIRED_COLUMNS, Columns, Layout, Usage, find_columns
from usage_groups.reading.contents import InputError, reasons
from usage_groups.reading.layouts import plain_text
from usage_groups.reading.queries import table_query
from usage_groups.sql import sql_name, sql_text

TABLES_SHOWN = 20
TABLES = (
    "select schema_name, table_name from duckdb_tables() where not internal "
    "union all select schema_name, view_name from duckdb_views() where not internal "
    "order by all"
)


def copy_table(file: str, usage: Usage, folder: str) -> tuple[str, Layout, Columns]:
    """Copy the required columns of a table or view, as text, to a Parquet file.

    Parameters
    ----------
    file : str
        A DuckDB database, opened to be read only.
    usage : Usage
        Names the table.
    folder : str
        Where the copy goes.

    Returns
    -------
    copy : str
        Path of the Parquet file.
    layout : Layout
    columns : Columns

    Raises
    ------
    InputError
        When the database cannot be opened, or has no such table or column.
    """
    connection = _opened(file)
    with connection:
        table = _found(file, usage.usage_table, connection.execute(TABLES).fetchall())
        with reasons(f"'{usage.usage_table}' in '{file}' cannot be read ({{reason}})."):
            described = connection.execute(f"describe from {table}").fetchall()
            layout = Layout(
                ("table",), tuple((name, plain_text(name, kind)) for name, kind, *_ in described)
            )
            columns = find_columns(f"{file}: {usage.usage_table}", layout, usage)
            handle, copy = tempfile.mkstemp(suffix=".parquet", dir=folder)
            os.close(handle)
            ((row_count,),) = connection.execute(
                f"copy ({table_query(table, columns)}) to {sql_text(copy)} (format parquet)"
            ).fetchall()
    expressions = tuple((name, name) for name in REQUIRED_COLUMNS)
    return copy, Layout(("copy", "file_path"), expressions, row_count), Columns(expressions)


def _opened(file: str) -> duckdb.DuckDBPyConnection:
    # One thread keeps the order of the rows, also those of a view.
    try:
        return connect(Path(file), read_only=True, threads=1)
    except duckdb.Error as error:
        reason = str(error).partition("\n")[0]
        message = (
            f"The database '{file}' cannot be opened ({reason}). Close it where it is written to, "
            "or name a copy of it."
        )
        raise InputError(message) from error


def _found(file: str, wanted: str | None, tables: list[tuple[str, str]]) -> str:
    named = {f"{schema}.{table}": (schema, table) for schema, table in tables}
    plain = (wanted or "").strip().casefold()
    fitting = [
        (schema, table)
        for name, (schema, table) in named.items()
        if plain in {name.casefold(), table.casefold()}
    ]
    if len(fitting) == 1:
        schema, table = fitting[0]
        return f"{sql_name(schema)}.{sql_name(table)}"
    shown = ", ".join(list(named)[:TABLES_SHOWN]) or "no table"
    more = f" and {len(named) - TABLES_SHOWN} more" if len(named) > TABLES_SHOWN else ""
    if not wanted:
        message = (
            f"'{file}' is a DuckDB database. Name a table of it with usage_table, one of: "
            f"{shown}{more}."
        )
        raise InputError(message)
    message = (
        f"'{file}' has no table or view '{wanted}', or several. usage_table is one of: "
        f"{shown}{more}."
    )
    raise InputError(message)
