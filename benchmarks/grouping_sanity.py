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
from dataclasses import replace
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
from usage_groups.fitting.population import GroupPrior, describe_population
from usage_groups.fitting.preparation import winsor_limits
from usage_groups.fitting.scale import put_on_scale
from usage_groups.measures import match_groups
from usage_groups.search.assignment import model_natural, model_tiers
from usage_groups.search.bootstrap import NaturalSearch
from usage_groups.search.frame import describe_features
from usage_groups.search.groups import Amounts, Settings, group_users, search_groups
from usage_groups.search.selection import CHOSEN, Criteria
from usage_groups.search.tier_search import find_tiers
from usage_groups.sizes import least_users

CANDIDATES = expand_candidates(pd.read_csv(PROJECT / "seeds" / "clustering_candidates.csv"))
QUICK = [
    candidate
    for candidate in CANDIDATES
    if candidate.algorithm == "kmeans" or "covariance_type=diag" in str(candidate)
]
EDGES = [0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0]
HEAVY_CALLS = 10**9
FRESH_SEED = 7
FRESH_RESAMPLES = 16


def read_types(database: Path) -> Iterator[tuple[str, pd.DataFrame, np.ndarray]]:
    """Yield each API type with its features and calls."""
    with duckdb.connect(database, read_only=True) as connection:
        features = connection.execute(
            "select * exclude (grouping, series_id) from int_clustering_features "
            "where grouping = 'user_api' order by api_type, user_id"
        ).df()
    for api_type, rows in features.groupby("api_type"):
        matrix = rows.drop(columns=["user_id", "api_type", "total_calls"]).astype(float)
        yield api_type, matrix, rows["total_calls"].to_numpy(dtype=float)


def count_groups(features: pd.DataFrame, calls: np.ndarray, seed: int) -> int:
    """Return how many groups are found after permuting each column by itself."""
    permuted = np.random.default_rng(seed).permuted(features.to_numpy(), axis=0)
    return len(group_users(permuted, calls, CANDIDATES, names=list(features)).stability)


def show_permuted(runs: int, database: Path) -> None:
    """Print how often permuted features have one group, the runs dealt to the types in turn."""
    types = list(read_types(database))
    parts = [(*types[run % len(types)][1:], run) for run in range(runs)]
    found = Parallel(n_jobs=-1)(delayed(count_groups)(*part) for part in parts)
    table = pd.DataFrame({"api_type": [types[run % len(types)][0] for run in range(runs)]})
    table["one group"] = [count == 1 for count in found]
    counts = table.groupby("api_type")["one group"].agg(["sum", "count"])
    sys.stdout.write(f"{counts}\n{table['one group'].sum()} of {runs}\n")


def compare_confidence(features: pd.DataFrame, calls: np.ndarray) -> pd.DataFrame:
    """Return the confidence of a third of the users, and how often fresh draws of the others agree.

    Groups are found among the other users, and found again among users drawn from these.
    """
    order = np.random.default_rng(FRESH_SEED).permutation(len(features))
    seen, unseen = np.split(order, [2 * len(order) // 3])
    names, matrix = list(features), on_grid(features.to_numpy())
    low, high = winsor_limits(matrix[seen], least_users(len(seen)))
    everybody = np.clip(matrix, low, high)
    rows, weights, row_of_user = collapse_rows(everybody[seen])
    amounts = Amounts(weights, np.bincount(row_of_user, weights=calls[seen]))
    choice, population, _ = search_groups(rows, amounts, CANDIDATES, Settings())
    if choice.reason != CHOSEN:
        return pd.DataFrame()
    frame = describe_features(matrix[seen], names, low, high, np.ones(len(names)))
    natural = model_natural(choice, population, matrix[seen], frame).assign(matrix)
    scale, seed = put_on_scale(everybody, names), FRESH_SEED
    places = describe_population(scale.limited[seen], np.ones(len(seen)), GroupPrior())
    in_order = np.unique(natural.labels[seen], return_inverse=True)[1]
    tiers = find_tiers(places, in_order, Criteria(), 0)
    if tiers is None:
        found, columns = natural, everybody
        limits = replace(choice.trial.limits, most_groups=choice.trial.partition.group_count)
    else:
        found = model_tiers(tiers, everybody, scale, names).assign(everybody)
        columns = scale.limited
    whole = describe_population(columns, np.ones(len(columns)), GroupPrior())
    search = (
        NaturalSearch(QUICK, whole, found.labels, limits, seed)
        if tiers is None
        else replace(tiers.search, population=whole, seed=seed)
    )
    random, is_seen = np.random.default_rng(seed), np.isin(np.arange(len(features)), seen)
    kept = np.zeros(len(features))
    for drawn in random.multinomial(len(seen), is_seen / len(seen), FRESH_RESAMPLES).astype(float):
        (again,) = [
            labels
            for groups, labels in search(drawn).unaided.items()
            if groups == max(found.labels.max() + 1, 2)
        ]
        kept += match_groups(found.labels, again, is_seen.astype(float)) == found.labels
    return pd.DataFrame(
        {"confidence": found.confidence[unseen], "agreement": kept[unseen] / FRESH_RESAMPLES}
    )


def show_confidence(database: Path) -> None:
    """Print the curve: what confidence says, and what fresh draws of users say."""
    table = pd.concat(compare_confidence(*part[1:]) for part in read_types(database))
    bins = pd.cut(table["confidence"], EDGES, include_lowest=True)
    curve = table.groupby(bins, observed=True).agg(["mean", "size"])
    curve = curve.drop(columns=("confidence", "size")).round(3)
    sys.stdout.write(curve.to_string() + "\n")


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
