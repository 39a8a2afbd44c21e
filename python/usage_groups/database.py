"""The databases of a build, and connections of our own, which fetch and install nothing."""

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


def steps_database(marts: Path) -> Path:
    """Name the database of all that leads to the marts, and of what is written from them.

    Parameters
    ----------
    marts : Path
        The database of the marts, which is published as it is.

    Returns
    -------
    Path
        In the same folder.
    """
    return marts.with_name("steps.duckdb")


def attach_steps(
    connection: duckdb.DuckDBPyConnection, marts: Path, *, read_only: bool = False
) -> None:
    """Open that database on a connection to the marts, under the name that models have it by."""
    file = str(steps_database(marts)).replace("'", "''")
    # Other programs do not read it, so that it is written as this version writes best; and a build
    # makes it anew, so that no log has to survive a power cut, for which each model would wait.
    mode = "read_only" if read_only else "storage_version 'latest', recovery_mode no_wal_writes"
    connection.execute(f"attach '{file}' as steps ({mode})")
