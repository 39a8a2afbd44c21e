"""Whether groups are where they should be: nowhere in noise, unmoved by what should not matter.

    python benchmarks/grouping_sanity.py permuted [RUNS] [DATABASE]
    python benchmarks/grouping_sanity.py confidence [DATABASE]
    python benchmarks/grouping_sanity.py changes [USAGE_FILE]

`permuted` groups the users of each API type after permuting every feature by itself, RUNS times in
all, and counts how often one group is found. `confidence` sets what the tables call confidence
beside how often a user left out comes into the same group when others are drawn. Both read the
features of the last build, or of the DATABASE of another. `changes` groups the sample, or the
USAGE_FILE, as it is and changed a little, and shows how many users change their group.
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
from grouping_quality import DATABASE, PROJECT, copy_project, group
from joblib import Parallel, delayed
from scipy.optimize import linear_sum_assignment
from usage_groups.arrays import collapse_rows
from usage_groups.exact import on_grid
from usage_groups.fitting.candidates import expand_candidates
from usage_groups.fitting.preparation import winsorise
from usage_groups.search.assignment import Amounts, label_rows
from usage_groups.search.bootstrap import Resamples
from usage_groups.search.confidence import group_densities
from usage_groups.search.groups import Settings, group_users, search_groups
from usage_groups.search.stability import rate_groups
from usage_groups.sizes import least_users

CANDIDATES = expand_candidates(pd.read_csv(PROJECT / "seeds" / "clustering_candidates.csv"))
EDGES = [0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0]
HEAVY_CALLS = 10**9
FRESH_SEED = 7
FRESH_RESAMPLES = 64


def read_types(database: Path) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """Yield each API type with its features and calls."""
    with duckdb.connect(database, read_only=True) as connection:
        features = connection.execute(
            "select * exclude (grouping, series_id) from int_clustering_features "
            "where grouping = 'user_api' order by api_type, user_id"
        ).df()
    for api_type, rows in features.groupby("api_type"):
        matrix = rows.drop(columns=["user_id", "api_type", "total_calls"]).to_numpy(dtype=float)
        yield api_type, matrix, rows["total_calls"].to_numpy(dtype=float)


def count_groups(matrix: np.ndarray, calls: np.ndarray, seed: int) -> int:
    """Return how many groups are found after permuting each column by itself."""
    permuted = np.random.default_rng(seed).permuted(matrix, axis=0)
    return len(group_users(permuted, calls, CANDIDATES).stability)


def show_permuted(runs: int, database: Path) -> None:
    """Print how often permuted features have one group, the runs dealt to the types in turn."""
    types = list(read_types(database))
    parts = [(*types[run % len(types)][1:], run) for run in range(runs)]
    found = Parallel(n_jobs=-1)(delayed(count_groups)(*part) for part in parts)
    table = pd.DataFrame({"api_type": [types[run % len(types)][0] for run in range(runs)]})
    table["one group"] = [count == 1 for count in found]
    counts = table.groupby("api_type")["one group"].agg(["sum", "count"])
    sys.stdout.write(f"{counts}\n{table['one group'].sum()} of {runs}\n")


def compare_confidence(matrix: np.ndarray, calls: np.ndarray) -> pd.DataFrame:
    """Return confidence and fresh agreement of each distinct row, with its users."""
    rows, weights, row_of_user = collapse_rows(winsorise(on_grid(matrix), least_users(len(matrix))))
    amounts = Amounts(weights, np.bincount(row_of_user, weights=calls))
    choice, population, _ = search_groups(rows, amounts, CANDIDATES, Settings())
    if choice.trial.candidate is None:
        return pd.DataFrame()
    starts, limits = [choice.trial.candidate], choice.trial.limits
    densities = group_densities(choice.trial.partition, population, rows, limits.prior)
    labels, confidence = label_rows(choice, population, rows, densities)
    fresh = Resamples(starts, population, labels, limits, FRESH_SEED).first(FRESH_RESAMPLES)
    agreement = rate_groups(labels, fresh, weights).agreement
    return pd.DataFrame({"confidence": confidence, "agreement": agreement, "users": weights})


def show_confidence(database: Path) -> None:
    """Print the curve: what confidence says, and what fresh draws of users say."""
    compared = [compare_confidence(*part[1:]) for part in read_types(database)]
    table = pd.concat(compared).dropna()
    table = table.assign(
        confidence_sum=table["confidence"] * table["users"],
        agreement_sum=table["agreement"] * table["users"],
    )
    bins = pd.cut(table["confidence"], EDGES, include_lowest=True)
    sums = table.groupby(bins, observed=True)[["users", "confidence_sum", "agreement_sum"]].sum()
    curve = sums[["confidence_sum", "agreement_sum"]].div(sums["users"], axis="index")
    curve.columns = ["confidence", "agreement"]
    sys.stdout.write(curve.assign(users=sums["users"].astype(int)).round(3).to_string() + "\n")


def changed_usage(usage: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield the usage with changes that should move nobody, or hardly anybody."""
    yield "ten times the calls", usage.assign(api_count=usage["api_count"] * 10)
    yield "users renamed", usage.assign(user_id="x" + usage["user_id"].str[::-1])
    heavy = pd.DataFrame({"dt": sorted(usage["dt"].unique()), "user_id": "heavy"})
    heavy = heavy.assign(type=usage["type"].mode()[0], api_count=HEAVY_CALLS)
    yield "one user of 10^9 calls a day", pd.concat([usage, heavy])
    users = usage["user_id"].unique()
    for seed in range(3):
        random = np.random.default_rng(seed)
        drawn = usage[usage["user_id"].isin(random.choice(users, len(users) // 100))]
        calls = drawn["api_count"] * random.lognormal(0, 0.3, len(drawn))
        new = drawn.assign(user_id="new" + drawn["user_id"], api_count=calls.clip(1).astype(int))
        yield f"1 % more users, {seed}", pd.concat([usage, new])


def share_moved(before: pd.DataFrame, after: pd.DataFrame, keys: list[str]) -> float:
    """Return the share of users whose group is not the one that took the place of theirs."""
    both = before.merge(after, on=keys, suffixes=("_before", "_after"))
    stayed = 0
    for _, rows in both.groupby(both[keys[-1]] if len(keys) > 1 else np.zeros(len(both))):
        counts = pd.crosstab(rows["group_id_before"], rows["group_id_after"]).to_numpy()
        stayed += counts[linear_sum_assignment(-counts)].sum()
    return 1 - stayed / len(both)


def show_changes(file: Path) -> None:
    """Print how many users of each grouping change their group."""
    usage = pd.read_csv(file, dtype={"user_id": str})
    with tempfile.TemporaryDirectory() as folder:
        project = copy_project(Path(folder))
        before = group(usage, project)
        for name, changed in changed_usage(usage):
            after = group(changed, project)
            if name == "users renamed":
                for table in after.values():
                    table["user_id"] = table["user_id"].str[1:].str[::-1]
            pairs = share_moved(before["ours"], after["ours"], ["user_id", "api_type"])
            users = share_moved(before["users"], after["users"], ["user_id"])
            sys.stdout.write(f"{name}: {pairs:.1%} of the pairs, {users:.1%} of the users\n")


def main(task: str, *arguments: str) -> None:
    """Run one of the three."""
    if task == "permuted":
        database = Path(arguments[1]) if len(arguments) > 1 else PROJECT / DATABASE
        show_permuted(int(arguments[0]) if arguments else 100, database)
    elif task == "confidence":
        show_confidence(Path(arguments[0]) if arguments else PROJECT / DATABASE)
    elif task == "changes":
        sample = PROJECT / "seeds" / "user_api_data.csv"
        show_changes(Path(arguments[0]) if arguments else sample)
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(*(sys.argv[1:] or ["help"]))
