"""Superset, without a browser: import examples/superset and ask for the data of its charts."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

EXAMPLE = Path(__file__).parents[2] / "examples/superset"
PLACEHOLDER = "/folder/of/the/project/usage_groups.duckdb"
SETTINGS = """
SECRET_KEY = "for a test " * 4
SQLALCHEMY_DATABASE_URI = "sqlite:///{home}/superset.db"
AUTH_ROLE_PUBLIC = "Admin"
WTF_CSRF_ENABLED = False
PREVENT_UNSAFE_DB_CONNECTIONS = False
"""


def ask_charts(file: str, question: str) -> list:
    """Return what the database answers to a question, when all charts have answered."""
    with tempfile.TemporaryDirectory() as home:
        _import_dashboard(Path(home), file)
        from superset.app import create_app  # noqa: PLC0415

        app = create_app()
        with app.app_context():
            return _ask(app.test_client(), question)


def _import_dashboard(home: Path, file: str) -> None:
    """Set Superset up in a folder, and import the dashboard, its line edited."""
    (home / "superset_config.py").write_text(SETTINGS.format(home=home))
    os.environ |= {
        "SUPERSET_CONFIG_PATH": str(home / "superset_config.py"),
        "SUPERSET_HOME": str(home),
        "FLASK_APP": "superset",
    }
    shutil.copytree(EXAMPLE, home / "export/superset")
    database = home / "export/superset/databases/usage_groups.yaml"
    text = database.read_text()
    assert text.count(PLACEHOLDER) == 1
    database.write_text(text.replace(PLACEHOLDER, file))
    shutil.make_archive(str(home / "superset"), "zip", home / "export")
    person = ("--username", "admin", "--firstname", "A", "--lastname", "B", "--email", "a@b.c")
    superset = Path(sys.executable).parent / "superset"
    for command in (
        ("db", "upgrade"),
        ("fab", "create-admin", *person, "--password", "admin"),
        ("init",),
        ("import-dashboards", "--path", home / "superset.zip", "--username", "admin"),
    ):
        done = subprocess.run([superset, *command], capture_output=True, text=True, check=False)
        assert not done.returncode, done.stderr


def _ask(client: object, question: str) -> list:
    """Ask for each chart's data as the page does, and then a question."""
    from superset import db  # noqa: PLC0415
    from superset.models.core import Database  # noqa: PLC0415
    from superset.models.slice import Slice  # noqa: PLC0415

    charts = db.session.query(Slice).all()
    assert len(charts) == len(list((EXAMPLE / "charts").glob("*.yaml")))
    for chart in charts:
        wanted = json.loads(chart.params)
        filters = [
            {"col": each["subject"], "op": each["operator"], "val": each["comparator"]}
            for each in wanted["adhoc_filters"]
        ]
        query = {"filters": filters, "row_limit": 100, "metrics": wanted.get("metrics")}
        query["columns"] = wanted.get("all_columns") or [wanted["x_axis"], *wanted["groupby"]]
        answer = client.post(
            "/api/v1/chart/data",
            json={"datasource": {"id": chart.datasource_id, "type": "table"}, "queries": [query]},
        )
        assert answer.json.get("result", [{}])[0].get("rowcount"), (chart.slice_name, answer.json)
    database = db.session.query(Database).filter_by(database_name="usage_groups").one()
    return database.get_df(question).values.tolist()
