"""Read the published file with clients that people have, each in a virtual environment of its own.

    python tests/clients.py [CLIENT FILE]

Without arguments (`make test-clients`) every client is installed into a temporary folder, runs this
file with its name, and must answer as the project's own DuckDB does. Needs the package index.
"""

import json
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

PUBLISHED = Path(__file__).parents[1] / "usage_groups.duckdb"
QUESTION = "select grouping, group_name, user_count from group_profiles order by all"
PACKAGES = {
    "duckdb": [],
    "duckdb-1.1": ["duckdb==1.1.3"],
    "duckdb-1.4": ["duckdb==1.4.5"],
    "sqlalchemy": ["duckdb-sqlalchemy==1.5.6.5"],
    "adbc": ["duckdb==2.0.0", "adbc-driver-manager==1.13.0", "pyarrow"],
    "polars": ["duckdb==2.0.0", "polars", "pyarrow"],
}


def ask_duckdb(file: str) -> list:
    """Ask through DuckDB itself."""
    import duckdb  # noqa: PLC0415

    with duckdb.connect(file, read_only=True) as connection:
        return connection.execute(QUESTION).fetchall()


def ask_sqlalchemy(file: str) -> list:
    """Ask through SQLAlchemy, after looking at the tables as Superset does."""
    import sqlalchemy  # noqa: PLC0415

    address = f"duckdb:///{file}"
    engine = sqlalchemy.create_engine(address, connect_args={"read_only": True})
    tables = sqlalchemy.inspect(engine)
    assert "user_api_groups" in tables.get_table_names(schema="main")
    columns = {column["name"]: column["type"] for column in tables.get_columns("user_api_groups")}
    assert isinstance(columns["first_used_on"], sqlalchemy.Date)
    with engine.connect() as connection:
        return connection.execute(sqlalchemy.text(QUESTION)).all()


def ask_adbc(file: str) -> list:
    """Ask through ADBC, whose driver is inside DuckDB's package."""
    import adbc_driver_duckdb  # noqa: PLC0415
    from adbc_driver_manager import dbapi  # noqa: PLC0415

    connection = dbapi.connect(
        driver=adbc_driver_duckdb.driver_path(),
        entrypoint="duckdb_adbc_init",
        db_kwargs={"path": file, "access_mode": "READ_ONLY"},
        autocommit=True,
    )
    with connection, connection.cursor() as cursor:
        cursor.execute(QUESTION)
        return cursor.fetchall()


def ask_polars(file: str) -> list:
    """Ask through DuckDB into a polars frame."""
    import duckdb  # noqa: PLC0415

    with duckdb.connect(file, read_only=True) as connection:
        return connection.sql(QUESTION).pl().rows()


def answer(client: str, file: str) -> str:
    """Return what a client answers, as JSON."""
    ask = globals()["ask_" + client.split("-", maxsplit=1)[0]]
    return json.dumps([list(row) for row in ask(file)])


def answer_elsewhere(client: str, folder: str) -> str:
    """Install a client into a folder, and return what it answers there, or its error."""
    python = f"{folder}/bin/python"
    venv.create(folder, with_pip=True)
    install = ["pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES[client]]
    for command in (["-m", *install], [__file__, client, str(PUBLISHED)]):
        done = subprocess.run([python, *command], capture_output=True, text=True, check=False)
        if done.returncode:
            return done.stderr
    return done.stdout


def main() -> int:
    """Ask every client, say how it went, and return how many failed."""
    expected, failed = answer("duckdb", str(PUBLISHED)), 0
    for client, packages in PACKAGES.items():
        if packages:
            with tempfile.TemporaryDirectory() as folder:
                found = answer_elsewhere(client, folder)
            failed += found != expected
            verdict = "reads it" if found == expected else f"FAILED\n{found}"
            sys.stdout.write(f"{client} ({', '.join(packages)}): {verdict}\n")
    return failed


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.stdout.write(answer(*sys.argv[1:]))
    else:
        sys.exit(main())
