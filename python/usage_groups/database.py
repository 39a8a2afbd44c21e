"""Connections of our own to DuckDB, beside that of a build: nothing is fetched or installed."""

from pathlib import Path

import duckdb

# As profiles.yml has them for a build.
SETTINGS = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}


def connect(
    database: str | Path = ":memory:", *, read_only: bool = False, threads: int | None = None
) -> duckdb.DuckDBPyConnection:
    """Open a database, by default one in memory, with settings that nobody can change.

    Parameters
    ----------
    database : str or Path
        A file, or nothing: a database in memory.
    read_only : bool
        Whether others may have it open at the same time.
    threads : int, optional
        By default as many as there are cores.
    """
    settings = SETTINGS | ({"threads": threads} if threads else {})
    connection = duckdb.connect(database, read_only=read_only, config=settings)
    connection.execute("set TimeZone = 'UTC'")
    connection.execute("set lock_configuration = true")
    return connection
