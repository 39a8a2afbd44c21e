"""Features and labels on the Spark of this machine, beside DuckDB on the same rows.

    python benchmarks/speed/spark.py [--rows 20000000] [--memory 8g]

Groups are found in few rows of the same kind, and given to both engines. `make bench-spark` runs it
with 2,000,000 rows, and writes the table of docs/spark.md. It stops where the engines disagree.
"""

import argparse
import json
import tempfile
from contextlib import closing
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

import duckdb
from inputs import copy_project, dbt, empty, write_usage
from pages import fill
from processes import PROJECT, Measured, call, measure
from tables import RESULTS, as_markdown

FILE = RESULTS / "spark.json"
PAGE = PROJECT / "docs/spark.md"
SPARK = PROJECT / ".venv-spark/bin"
ROWS_OF_GROUPS = 50_000
# What the macro score reads, and what the features are published as.
READ = ("usage_features", "int_clustering_columns", "int_user_api_shares")
SCORED = "int_group_labels_scored"
LABELLED = ("int_group_models", "int_dormant_groups", SCORED, "user_labels")
WITHOUT = ("--exclude-resource-type", "unit_test")
CLOSE = 1e-9
COMPARED = """
select
    count(*),
    count(*) filter (
        found.group_key is distinct from columns.part_key || '-' || scored.group_id
    ),
    max(abs(found.margin - scored.margin))
from user_labels_found as found
left join int_clustering_columns as columns
    on
        found.grouping = columns.grouping
        and found.user_id = columns.user_id
        and found.api_type is not distinct from columns.api_type
left join int_group_labels_scored as scored using (part_key, series_id)
"""
COMPARED_FEATURES = """
select {most}
from usage_features_found as found
inner join usage_features as ours using (user_id, api_type)
"""


def label(database: str, query: str, groups: str) -> None:
    """Give users of a build's database the groups of a file, by the SQL that dbt has compiled."""
    parts = json.loads(Path(groups).read_text(encoding="utf-8"))["parts"]
    rows = [(part["part_key"], json.dumps(part["model"])) for part in parts]
    with closing(duckdb.connect(database)) as connection:
        connection.execute("create table int_group_models (part_key varchar, model varchar)")
        connection.executemany("insert into int_group_models values (?, ?)", rows)
        connection.execute(f"create table {SCORED} as {Path(query).read_text(encoding='utf-8')}")


def compare(database: str, folder: str) -> dict[str, float]:
    """Compare what both engines have made: users with other groups, and the largest differences."""
    with closing(duckdb.connect(database)) as connection:
        for name in ("user_labels", "usage_features"):
            files = connection.read_parquet(f"{folder}/{name}/*.parquet")
            files.create_view(f"{name}_found")
        kinds = dict(zip(files.columns, files.types, strict=True))
        numbers = [name for name, kind in kinds.items() if str(kind) == "DOUBLE"]
        most = ", ".join(f"max(abs(found.{name} - ours.{name}))" for name in numbers)
        ((users, others, margin),) = connection.execute(COMPARED).fetchall()
        (differences,) = connection.execute(COMPARED_FEATURES.format(most=most)).fetchall()
    return {"users": users, "others": others, "margin": margin, "feature": max(differences)}


def on_duckdb(project: Path, usage: str, groups: Path) -> tuple[list[Measured], Path]:
    """Measure features, and labels, and return where both are."""
    done = [dbt(project, usage, "build", *WITHOUT, "--select", *(f"+{name}" for name in READ))]
    dbt(project, usage, "compile", "--quiet", "--select", SCORED)
    (query,) = (project / "target/compiled").rglob(f"{SCORED}.sql")
    database = project / "build/steps.duckdb"
    arguments = {"database": str(database), "query": str(query), "groups": str(groups)}
    done.append(call("spark:label", **arguments)[1])
    return done, database


def on_spark(project: Path, usage: str, groups: Path, memory: str) -> tuple[Measured, float]:
    """Measure both at once, and return the seconds that labels took as well."""
    environment = {"DBT_PROJECT_DIR": project, "DBT_PROFILES_DIR": project, "USAGE_PATH": usage}
    command = [SPARK / "dbt", "--no-use-colors", "build", "--target", "spark", *WITHOUT]
    selected = ["--select", "+usage_features", "+user_labels"]
    given = ["--vars", json.dumps({"group_model": str(groups)})]
    done = measure([*command, *selected, *given], environment | {"SPARK_DRIVER_MEMORY": memory})
    results = json.loads((project / "target/run_results.json").read_text())["results"]
    times = [
        datetime.fromisoformat(moment[name])
        for result in results
        if result["unique_id"].rpartition(".")[2] in LABELLED
        for moment in result["timing"]
        for name in ("started_at", "completed_at")
    ]
    return done, (max(times) - min(times)).total_seconds()


def measured(rows: int, memory: str, folder: Path) -> list[dict[str, object]]:
    """Measure both engines on about so many rows."""
    (folder / "project").mkdir()
    project = copy_project(folder / "project")
    few = write_usage(ROWS_OF_GROUPS, folder / "few")
    dbt(project, few, "build", *WITHOUT)
    groups = folder / "groups.json"
    groups.write_bytes((project / "exports/group_model.json").read_bytes())
    usage = write_usage(rows, folder / "usage")
    empty(project)
    ((read,),) = duckdb.execute("select count(*) from read_parquet(?)", [usage]).fetchall()
    (features, labels), database = on_duckdb(project, usage, groups)
    both, seconds = on_spark(project, usage, groups, memory)
    found, _ = call("spark:compare", database=str(database), folder=str(project / "build/spark"))
    if found["others"] or found["feature"] > CLOSE or found["margin"] > CLOSE:
        message = f"the engines disagree: {found}"
        raise ValueError(message)
    return [
        {
            "rows": read,
            "engine": engine,
            "features and labels (s)": wall,
            "of which labels (s)": labelling,
            "processor time (s)": processor,
            "peak (GB)": peak,
            "users labelled": found["users"],
            "with another group": found["others"],
            "largest difference of a feature": found["feature"],
        }
        for engine, wall, labelling, processor, peak in (
            (
                f"DuckDB {version('duckdb')}",
                features.seconds + labels.seconds,
                labels.seconds,
                features.processor_seconds + labels.processor_seconds,
                max(features.gigabytes, labels.gigabytes),
            ),
            (
                f"Spark {spark_version(project)}, driver of {memory}",
                both.seconds,
                seconds,
                both.processor_seconds,
                both.gigabytes,
            ),
        )
    ]


def spark_version(project: Path) -> str:
    """Return what the run says of itself."""
    files = str(project / "build/spark/spark_run/*.parquet")
    ((versions,),) = duckdb.execute("select versions from read_parquet(?)", [files]).fetchall()
    return json.loads(versions)["spark"]


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--memory", default="4g", help="of Spark's driver")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = measured(asked.rows, asked.memory, Path(folder))
    kept = json.loads(FILE.read_text()) if FILE.exists() else []
    others = [row for row in kept if row["rows"] != rows[0]["rows"]]
    rows = sorted([*others, *rows], key=lambda row: row["rows"])
    FILE.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    page = fill(PAGE.read_text(encoding="utf-8"), {"spark": as_markdown(rows)})
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
