"""How long it takes and how much memory, beside how a notebook does the same.

    python benchmarks/speed.py [--rows 100000 1000000] [--points 2000 5000] [--output FOLDER]

Everything runs in processes of its own, one after the other, peers in the same run as the project;
peak memory is that of the largest process. `make bench` runs the small sizes, which take less than
five minutes, and writes the tables to benchmarks/results.

- features: the SQL from daily rows to `int_usage_features`, beside DuckDB's bare GROUP BY with the
  same simple aggregates, and pandas with a function per user and type (the case study's way, its
  seven features only).
- sweep: the baseline's DBSCAN and silhouettes for 22 settings on points of one type, beside the
  loop over scikit-learn.
- build: `dbt build` with all tests, from a Parquet file.
"""

import argparse
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

PROJECT = Path(__file__).parents[1]
COPIED = ("dbt_project.yml", "profiles.yml", "models", "macros", "seeds", "tests")
# What `int_usage_features` is made of, in the order in which it is made.
STEPS = (
    *("int_grouped_days", "int_period", "int_usage_series", "int_series_days"),
    *("int_usage_streaks", "int_usage_steps"),
    *("int_timing_features", "int_streak_features", "int_volume_features", "int_trend_features"),
    "int_usage_features",
)
BARE = """
create or replace table bare as
select
    user_id,
    api_type,
    count(*) as use_days,
    min(usage_date) as first_used_on,
    max(usage_date) as last_used_on,
    sum(call_count) as total_calls,
    min(call_count) as least_calls,
    max(call_count) as most_calls,
    avg(call_count) as mean_calls,
    stddev_pop(call_count) as sd_calls
from int_usage_days
group by user_id, api_type
"""
LARGE = 1000
PACKAGES = ("duckdb", "dbt-core", "dbt-duckdb", "pandas", "numpy", "scikit-learn")


def copy_project(folder: Path) -> Path:
    """Copy what dbt needs, and return the copy."""
    for name in COPIED:
        source = PROJECT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, folder / name)
    for name in ("build", "exports"):
        (folder / name).mkdir()
    return folder


def dbt(project: Path, usage: str, *arguments: str) -> None:
    """Run dbt on the copy of the project."""
    environment = {"DBT_PROJECT_DIR": project, "DBT_PROFILES_DIR": project, "USAGE_PATH": usage}
    done = subprocess.run(  # noqa: S603 - our own command
        [Path(sys.executable).with_name("dbt"), "--no-use-colors", *arguments],
        env=os.environ | {name: str(value) for name, value in environment.items()},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)


def timed(call: Callable[[], object]) -> float:
    """Return the seconds that a call takes."""
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def sql_features(usage: str) -> dict[str, float]:
    """Time the SQL of the features against the bare GROUP BY, both from the same daily table."""
    with tempfile.TemporaryDirectory() as folder:
        project = copy_project(Path(folder))
        dbt(project, usage, "compile", "--quiet")
        compiled = project / "target/compiled/usage_groups/models/intermediate"
        queries = {name: (compiled / f"{name}.sql").read_text() for name in STEPS}
        with duckdb.connect(project / "measured.duckdb") as connection:
            connection.execute("attach ':memory:' as usage_groups_build")
            connection.execute("use usage_groups_build")
            connection.read_parquet(usage).project(
                "user_id, type as api_type, dt as usage_date, "
                "cast(api_count as decimal(38, 0)) as call_count"
            ).create("int_usage_days")
            bare = timed(lambda: connection.execute(BARE))
            ours = 0.0
            for name, query in queries.items():
                create = f"create table {name} as {query}"
                ours += timed(lambda create=create: connection.execute(create))
    return {"seconds": ours, "bare_seconds": bare}


def pandas_features(usage: str) -> dict[str, float]:
    """Time the case study's seven features in pandas, a function for each user and type."""
    frame = duckdb.read_parquet(usage).order("user_id, type, dt").df()

    def describe(rows: pd.DataFrame) -> pd.Series:
        counts, days = rows["api_count"], rows["dt"].dt.normalize()
        span = counts.max() - counts.min()
        scaled = (counts - counts.min()) / span if span else counts * 0 + 1.0
        streaks = (days.diff().dt.days != 1).sum()
        return pd.Series(
            {
                "use_days": len(rows),
                "use_duration": (days.max() - days.min()).days,
                "avg_cont_use": len(rows) / streaks,
                "total_calls_log10": np.log10(counts.sum()),
                "usage_range": span,
                "mean_usage_scaled": scaled.mean(),
                "sd_usage_scaled": scaled.std(ddof=0),
            }
        )

    frame["dt"] = pd.to_datetime(frame["dt"])
    grouped = frame.groupby(["user_id", "type"])[["dt", "api_count"]]
    return {"seconds": timed(lambda: grouped.apply(describe))}


def points(count: int) -> np.ndarray:
    """Draw points like the baseline's: crowded near a corner, from 0 to 1, some of them equal."""
    return np.round(np.random.default_rng(0).beta(0.7, 2.5, size=(count, 7)), 2)


def our_sweep(count: int) -> dict[str, float]:
    """Time the project's sweep."""
    from usage_groups import baseline  # noqa: PLC0415

    frame = pd.DataFrame(points(int(count)), columns=list(baseline.FEATURES))
    frame = frame.assign(user_id=[str(row) for row in range(len(frame))], api_type="one")
    table = None

    def sweep() -> None:
        nonlocal table
        table = baseline.score_settings(frame)

    seconds = timed(sweep)
    return {"seconds": seconds, "silhouettes": table["silhouette"].tolist()}


def scikit_learn_sweep(count: int) -> dict[str, float]:
    """Time the loop of the case study."""
    from sklearn.cluster import DBSCAN  # noqa: PLC0415
    from sklearn.metrics import silhouette_score  # noqa: PLC0415

    matrix, scores = points(int(count)), []

    def sweep() -> None:
        for min_samples in range(3, 25):
            labels = DBSCAN(eps=0.15, min_samples=min_samples).fit_predict(matrix)
            several = len(set(labels)) > 1
            scores.append(silhouette_score(matrix, labels) if several else np.nan)

    return {"seconds": timed(sweep), "silhouettes": scores}


def build(usage: str) -> dict[str, float]:
    """Time a whole build, with all data tests."""
    with tempfile.TemporaryDirectory() as folder:
        project = copy_project(Path(folder))
        dbt(project, usage, "parse", "--quiet")
        seconds = timed(
            lambda: dbt(project, usage, "build", "--exclude-resource-type", "unit_test")
        )
    return {"seconds": seconds}


TASKS = {
    task.__name__: task
    for task in (sql_features, pandas_features, our_sweep, scikit_learn_sweep, build)
}


def measure(task: str, argument: object) -> dict:
    """Run a task in a process of its own, and add the peak memory of it or of a child in GB."""
    command = [sys.executable, __file__, "--task", task, str(argument)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    return json.loads(done.stdout)


def peak_gigabytes() -> float:
    """Return the largest memory that this process or one of its children had."""
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    unit = 1 if sys.platform == "darwin" else 1024
    return max(resource.getrusage(each).ru_maxrss for each in who) * unit / 1e9


def compare_sizes(rows: list[int], counts: list[int]) -> dict[str, pd.DataFrame]:
    """Measure everything at every size."""
    features, sweeps, builds = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        for wanted in rows:
            files = Path(folder) / str(wanted)
            asked = ["--rows", str(wanted), "--folder", str(files)]
            module = [sys.executable, "-m", "usage_groups.scale", *asked]
            subprocess.run(module, check=True, capture_output=True)  # noqa: S603
            usage = str(files / "*.parquet")
            found = len(duckdb.read_parquet(usage))
            ours, peer = measure("sql_features", usage), measure("pandas_features", usage)
            features.append(
                {
                    "rows": found,
                    "SQL (s)": ours["seconds"],
                    "bare GROUP BY (s)": ours["bare_seconds"],
                    "pandas, seven features (s)": peer["seconds"],
                    "SQL / bare": ours["seconds"] / ours["bare_seconds"],
                    "pandas / SQL": peer["seconds"] / ours["seconds"],
                }
            )
            whole = measure("build", usage)
            builds.append(
                {
                    "rows": found,
                    "dbt build (s)": whole["seconds"],
                    "rows a second": found / whole["seconds"],
                    "peak of a process (GB)": whole["peak"],
                }
            )
    for count in counts:
        ours, peer = measure("our_sweep", count), measure("scikit_learn_sweep", count)
        gaps = np.abs(np.subtract(ours["silhouettes"], peer["silhouettes"]))
        sweeps.append(
            {
                "points": count,
                "sweep (s)": ours["seconds"],
                "scikit-learn (s)": peer["seconds"],
                "times faster": peer["seconds"] / ours["seconds"],
                "peak (GB)": ours["peak"],
                "its peak (GB)": peer["peak"],
                "largest difference of silhouettes": np.nanmax(gaps),
            }
        )
    tables = {"features": features, "sweep": sweeps, "build": builds}
    return {name: pd.DataFrame(measured) for name, measured in tables.items()}


def as_markdown(table: pd.DataFrame) -> str:
    """Write a table for the docs."""
    texts = [
        [f"{value:,.0f}" if value >= LARGE else f"{value:.3g}" for value in row]
        for row in table.to_numpy()
    ]
    lines = [list(table.columns), ["---:"] * table.shape[1], *texts]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def main() -> None:
    """Measure, or be the process that is measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="*", default=[100_000, 1_000_000])
    parser.add_argument("--points", type=int, nargs="*", default=[2_000, 5_000])
    parser.add_argument("--output", type=Path, default=PROJECT / "benchmarks/results")
    parser.add_argument("--task", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.task:
        task, argument = asked.task
        print(json.dumps(TASKS[task](argument) | {"peak": peak_gigabytes()}))  # noqa: T201
        return
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    parts = [f"# Speed\n\n{machine}; {versions}."]
    for name, table in compare_sizes(asked.rows, asked.points).items():
        parts.append(f"## {name.capitalize()}\n\n{as_markdown(table)}")
    text = "\n\n".join(parts) + "\n"
    print(text)  # noqa: T201
    asked.output.mkdir(parents=True, exist_ok=True)
    (asked.output / "speed.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
