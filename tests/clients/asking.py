"""What each client of Python is asked, in its own environment: python asking.py CLIENT FILE."""

import contextlib
import csv
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).parents[2]
QUESTION = "select grouping, group_name, user_count from group_profiles order by all"
# ruff: noqa: PLC0415


def ask_duckdb(file: str) -> list:
    """Ask through DuckDB itself."""
    import duckdb

    with duckdb.connect(file, read_only=True) as connection:
        return connection.execute(QUESTION).fetchall()


def ask_sqlalchemy(file: str) -> list:
    """Ask through SQLAlchemy, after looking at the tables as BI tools do."""
    import sqlalchemy

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
    import adbc_driver_duckdb
    from adbc_driver_manager import dbapi

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
    import duckdb

    with duckdb.connect(file, read_only=True) as connection:
        return connection.sql(QUESTION).pl().rows()


def ask_ibis(file: str) -> list:
    """Ask through ibis, without SQL."""
    import ibis

    columns = ["grouping", "group_name", "user_count"]
    profiles = ibis.duckdb.connect(file, read_only=True).table("group_profiles")
    return profiles.select(columns).order_by(columns).execute().values.tolist()


def ask_marimo(file: str) -> list:
    """Run the notebook, and see that it has found groups and users."""
    sys.path.insert(0, str(PROJECT / "examples"))
    import notebook_marimo

    _, found = notebook_marimo.app.run()
    assert len(found["profiles"])
    assert len(found["users"])
    return ask_duckdb(file)


def ask_streamlit(file: str) -> list:
    """Open the page without a browser, and see that it shows a table."""
    from streamlit.testing.v1 import AppTest

    page = AppTest.from_file(str(PROJECT / "examples/page_streamlit.py"), default_timeout=60).run()
    assert not page.exception
    assert len(page.dataframe[0].value)
    return ask_duckdb(file)


def ask_metricflow(file: str) -> list:
    """Query each metric, and see that the users of the groups are those of the profiles."""
    environment = {
        **os.environ,
        "DBT_TARGET": "published",
        "DBT_PROJECT_DIR": str(PROJECT),
        "DBT_PROFILES_DIR": str(PROJECT),
    }
    folder = Path(sys.executable).parent
    with tempfile.TemporaryDirectory() as place:
        answers = Path(place, "answers.csv")

        def query(*arguments: str) -> list[list[str]]:
            command = [folder / "mf", "query", *arguments, "--csv", answers]
            subprocess.run(command, cwd=PROJECT, env=environment, check=True, capture_output=True)
            return list(csv.reader(answers.open()))[1:]

        metrics = "calls,active_users,calls_per_active_user,churned_users,moved_users"
        assert query("--metrics", metrics, "--group-by", "metric_time__month")
        assert query("--metrics", "calls", "--group-by", "group__group_name,user__lifecycle")
        sizes = query("--metrics", "group_users,group_user_share", "--group-by", "group")
    counted = {key: int(users) for key, users, _ in sizes}
    import duckdb

    with duckdb.connect(file, read_only=True) as connection:
        profiles = connection.execute("select group_key, user_count from group_profiles").fetchall()
    assert counted == {key: users for key, users in profiles if not key.startswith("shapes-")}
    return ask_duckdb(file)


def ask_superset(file: str) -> list:
    """Import the dashboard, its one line edited, and ask what each of its charts asks."""
    from in_superset import ask_charts

    return ask_charts(file, QUESTION)


def answer(client: str, file: str) -> str:
    """Return what a client answers, as JSON; nothing else that it says is on the last line."""
    ask = globals()["ask_" + client.split("-", maxsplit=1)[0]]
    with contextlib.redirect_stdout(sys.stderr):
        rows = ask(file)
    return json.dumps([list(row) for row in rows])


if __name__ == "__main__":
    sys.stdout.write(answer(*sys.argv[1:]))
