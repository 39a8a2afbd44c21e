"""How well planted personas are found: adjusted Rand index, the project beside the baseline.

    python benchmarks/grouping_quality.py [SEEDS]

Every scenario of the package's generator is written to a file and grouped by dbt as an analyst
would, with default settings, in a copy of the project. An adjusted Rand index of 1 is what was
planted, 0 is chance. It is taken over the users with a persona (in brackets: over all, those
without a pattern as one kind); of the homogeneous scenario the number of groups is shown. What the
baseline says of a whole user is the list of its labels on each API type.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_rand_score
from usage_groups.simulate.scenarios import make_usage

PROJECT = Path(__file__).parents[1]
COPIED = ("dbt_project.yml", "profiles.yml", "models", "macros", "seeds", "tests", "python")
SCENARIOS = ("seven_personas", "three_easy", "rare_kind", "mixed_types", "api_combinations")
HOMOGENEOUS = "homogeneous"
DEFAULT_SEEDS = 5
PATTERNLESS = "no_pattern"
MODELS = ("+int_group_members", "+int_baseline_labels")
DATABASE = Path("build/steps.duckdb")


def copy_project(folder: Path) -> Path:
    """Copy what dbt needs, and return the copy."""
    for name in COPIED:
        source = PROJECT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
    for name in ("build", "exports", "docs"):
        (folder / name).mkdir()
    return folder


def group(usage: pd.DataFrame, folder: Path) -> dict[str, pd.DataFrame]:
    """Group usage with dbt and return the labels: `ours`, `users` and `baseline`."""
    file = folder / "usage.csv"
    usage.to_csv(file, index=False)
    environment = {"DBT_PROJECT_DIR": folder, "DBT_PROFILES_DIR": folder, "USAGE_PATH": file}
    done = subprocess.run(  # noqa: S603 - our own command
        [
            Path(sys.executable).with_name("dbt"),
            "--no-use-colors",
            "build",
            "--select",
            *MODELS,
            "--vars",
            "{baseline: always}",
            "--exclude-resource-type",
            "unit_test",
            "test",
        ],
        env=os.environ | {name: str(value) for name, value in environment.items()},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    with duckdb.connect(folder / DATABASE, read_only=True) as connection:
        tables = {
            "ours": "from int_group_members where grouping = 'user_api'",
            "users": "from int_group_members where grouping = 'user'",
            "baseline": "select user_id, l.* from int_baseline_labels as l "
            "inner join int_baseline_features using (series_id)",
        }
        return {
            name: connection.sql(query).df().astype({"user_id": str})
            for name, query in tables.items()
        }


def rand(truth: pd.Series, labels: pd.Series) -> tuple[float, float]:
    """Return the adjusted Rand index over the users with a persona, and over all."""
    known = (truth != PATTERNLESS).to_numpy()
    return (
        adjusted_rand_score(truth[known], labels[known]),
        adjusted_rand_score(truth, labels),
    )


def judge_types(truth: pd.DataFrame, found: dict[str, pd.DataFrame]) -> Iterator[tuple]:
    """Yield each API type with both indices of the project and of the baseline."""
    keys = ["user_id", "api_type"]
    joined = truth.merge(found["ours"], on=keys).merge(found["baseline"], on=keys)
    for api_type, rows in joined.groupby("api_type"):
        yield (
            api_type,
            *rand(rows["persona"], rows["group_id"]),
            *rand(rows["persona"], rows["best_label"]),
        )


def judge_users(truth: pd.DataFrame, found: dict[str, pd.DataFrame]) -> tuple:
    """Return both indices of the project and of the baseline for whole users."""
    labels = found["baseline"].sort_values("api_type")
    labels = labels["api_type"] + " " + labels["best_label"].astype(str)
    lists = labels.groupby(found["baseline"]["user_id"]).agg(", ".join).rename("labels")
    users = truth.drop_duplicates("user_id").merge(found["users"], on="user_id")
    users = users.merge(lists, left_on="user_id", right_index=True)
    ours = rand(users["persona"], users["group_id"])
    return ("whole users", *ours, *rand(users["persona"], users["labels"]))


def judge(scenario: str, seed: int, folder: Path) -> list[dict]:
    """Group one scenario and return a row per API type."""
    usage, truth = make_usage(scenario, seed)
    truth = truth.astype({"user_id": str})
    found = group(usage, folder)
    whole = scenario == "api_combinations"
    judged = [judge_users(truth, found)] if whole else judge_types(truth, found)
    names = ("grouping", "ours", "ours_all", "baseline", "baseline_all")
    groups = found["ours"].groupby("api_type")["group_id"].max() + 1
    return [
        {"scenario": scenario, "seed": seed, "groups": groups.get(row[0], np.nan)}
        | dict(zip(names, row, strict=True))
        for row in judged
    ]


def show(table: pd.DataFrame) -> None:
    """Print a table of every run, and means and minima per scenario."""
    pd.set_option("display.width", 140)
    planted = table[table["scenario"] != HOMOGENEOUS]
    sys.stdout.write(planted.round(3).to_string(index=False) + "\n\n")
    summary = planted.groupby("scenario").agg(
        ours=("ours", "mean"),
        lowest=("ours", "min"),
        ours_all=("ours_all", "mean"),
        baseline=("baseline", "mean"),
        baseline_all=("baseline_all", "mean"),
    )
    sys.stdout.write(summary.round(3).to_string() + "\n\n")
    alone = table.loc[table["scenario"] == HOMOGENEOUS, "groups"]
    sys.stdout.write(f"homogeneous: one group in {(alone == 1).sum()} of {len(alone)} runs\n")


def main(seeds: int) -> None:
    """Judge every scenario with so many seeds, the homogeneous one with four times as many."""
    runs = [(scenario, seed) for scenario in SCENARIOS for seed in range(seeds)]
    runs += [(HOMOGENEOUS, seed) for seed in range(4 * seeds)]
    with tempfile.TemporaryDirectory() as folder:
        copy = copy_project(Path(folder))
        rows = [row for scenario, seed in runs for row in judge(scenario, seed, copy)]
    show(pd.DataFrame(rows))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_SEEDS)
