"""The searches for groups, each run once for all models that keep its trials and labels."""

import threading
from collections import defaultdict
from collections.abc import Callable
from typing import NamedTuple, TypeVar

import numpy as np
import pandas as pd
from duckdb import DuckDBPyRelation

from usage_groups.shapes.series import tabulate_series
from usage_groups.sizes import MOST_FITTED, MOST_SCORED, least_users
from usage_groups.sql import sql_name, sql_text
from usage_groups.workers import run_parts

# As the case study's file has them: by number where users are numbers.
BASELINE_ORDER = "api_type, try_cast(user_id as hugeint), user_id"
_SEARCH = "usage_groups.search.groups:search_population"
_MOST_TYPES = 8

Found = TypeVar("Found")
_locks: dict[str, threading.Lock] = defaultdict(threading.Lock)
_latest: dict[str, tuple[list, object]] = {}


class Search(NamedTuple):
    """What a search found."""

    trials: pd.DataFrame
    """One row per API type and candidate, with all scores."""
    labels: pd.DataFrame
    """One row per user and API type, in the order of both, type first: ``group_id``,
    ``confidence``, ``stability``, ``reason``."""


class Searches(NamedTuple):
    """Groups within the API types, and groups of whole users."""

    types: Search
    users: Search


def search_groups(
    features: DuckDBPyRelation,
    shares: DuckDBPyRelation,
    candidates: DuckDBPyRelation,
    most_fitted: int = MOST_FITTED,
) -> Searches:
    """Group the users of each API type, and whole users also by which types they combine.

    Parameters
    ----------
    features : relation
        ``user_id``, ``api_type`` (missing: all types), ``total_calls``, and one column per scaled
        feature.
    shares : relation
        ``user_id``, ``api_type``, and the share of the user's days with it (``day_share``), 0 to 1.
    candidates : relation
        The table that analysts edit, as
        :func:`usage_groups.fitting.candidates.expand_candidates` reads it.
    most_fitted : int
        Of more users, so many are searched, and the others join the groups found.

    Returns
    -------
    Searches
        The same object for the same input: four models ask for it, and one search serves all.
    """

    def search() -> Searches:
        table = candidates.order("algorithm, parameter").df()
        calls, matrix = _read(features.filter("api_type is null").order("user_id"))
        users = calls, np.hstack([matrix, _numbers(api_mix(shares, len(calls)))])
        typed = features.filter("api_type is not null")
        calls, matrix = _read(typed.order("api_type, user_id"))
        names, counts = _count_types(typed)
        types = zip(_split(calls, counts), _split(matrix, counts), strict=True)
        parts = [(*part, table, most_fitted) for part in (users, *types)]
        sizes = [len(users[0]), *counts]
        found = run_parts(_SEARCH, parts, users=sizes, title="Groups by behaviour")
        whole, *typed = (
            Search(trials.assign(api_type=pd.array([name] * len(trials), dtype="str")), labels)
            for name, (trials, labels) in zip([None, *names], found, strict=True)
        )
        together = [pd.concat(frames, ignore_index=True) for frames in zip(*typed, strict=True)]
        return Searches(Search(*together), whole)

    return _once(search, "groups", [features, shares, candidates])


class Baseline(NamedTuple):
    """What the case study's method finds with each setting."""

    trials: pd.DataFrame
    """One row per API type and setting, with its silhouette."""
    labels: dict[str, np.ndarray]
    """For each API type the cluster of each user, in the order of the points, by each setting."""

    def choose(self, choices: DuckDBPyRelation) -> pd.DataFrame:
        """Return the labels by the best and by the published setting of each type.

        A type without a choice had no setting with a silhouette, and all its users are noise.
        """
        columns = choices.project("api_type, best_min_samples, published_min_samples")
        chosen = {api_type: settings for api_type, *settings in columns.fetchall()}
        labels = []
        for api_type, rows in self.trials.groupby("api_type", sort=False):
            settings = rows["min_samples"].tolist()
            found = self.labels[api_type]
            picked = [settings.index(least) for least in chosen.get(api_type, [])]
            labels.append(found[:, picked] if picked else np.full((len(found), 2), -1))
        return pd.DataFrame(np.vstack(labels), columns=["best_label", "published_label"])


def search_baseline(points: DuckDBPyRelation, most_scored: int = MOST_SCORED) -> Baseline:
    """Try every setting of the case study's method in each API type.

    Parameters
    ----------
    points : relation
        Columns ``user_id``, ``api_type`` and the seven features. The order of users decides how
        clusters are numbered: the model's `BASELINE_ORDER`.
    most_scored : int
        As for :func:`usage_groups.baseline.sweep.score_settings`.

    Returns
    -------
    Baseline
        The same object for the same input.
    """

    def search() -> Baseline:
        matrix = _numbers(points.order(BASELINE_ORDER).project("* exclude (user_id, api_type)"))
        names, counts = _count_types(points)
        parts = [(part, most_scored) for part in _split(matrix, counts)]
        score = "usage_groups.baseline.sweep:score_settings"
        found = run_parts(score, parts, users=counts, title="Baseline")
        tables, labels = zip(*found, strict=True)
        trials = [table.assign(api_type=name) for name, table in zip(names, tables, strict=True)]
        return Baseline(pd.concat(trials, ignore_index=True), dict(zip(names, labels, strict=True)))

    return _once(search, "baseline", [points])


def search_shapes(weekly_usage: DuckDBPyRelation) -> Search:
    """Group users by the shape of their weekly series, over all API types together.

    Parameters
    ----------
    weekly_usage : relation
        One row per series and week with usage, in the order in which
        :func:`usage_groups.shapes.series.tabulate_series` takes them: ``week_number``,
        ``week_count`` and ``weekly_calls``.

    Returns
    -------
    Search
        The labels, by series, have a ``kind`` in place of a ``reason``, the trials no
        ``api_type``.
    """

    def search() -> Search:
        columns = weekly_usage.project("week_number, week_count, weekly_calls").fetchnumpy()
        series = tabulate_series(*columns.values())
        shapes, counts = "usage_groups.shapes.groups:search_shapes", [len(series.lengths)]
        (found,) = run_parts(shapes, [(series,)], users=counts, title="Groups by shape")
        return Search(*found)

    return _once(search, "shapes", [weekly_usage])


def api_mix(shares: DuckDBPyRelation, user_count: int) -> DuckDBPyRelation:
    """Spread over columns which API types each user has.

    Types that too few users have to make a group, or that come after the most used, count together
    as one.

    Parameters
    ----------
    shares : relation
        As for :func:`search_groups`.
    user_count : int
        Users in all, of whom a type needs enough to make a group.

    Returns
    -------
    relation of shape (n_users, n_types)
        By user; 0 where the user does not have the type, else 0.5 and half the share of the days
        with it.
    """
    counts = shares.aggregate("api_type, count(*) as user_count", "api_type")
    ranked = counts.order("user_count desc, api_type").fetchall()
    least = least_users(user_count)
    common = [sql_text(name) for name, users in ranked if users >= least][:_MOST_TYPES]
    kinds = [f"api_type = {name}" for name in common]
    if len(common) < len(ranked):
        kinds.append(f"api_type not in ({', '.join(common)})" if common else "true")
    days = "coalesce(sum(cast(day_share as decimal(38, 17))) filter ({}), 0)"
    shares_of_days = [f"least(cast({days.format(kind)} as double), 1)" for kind in kinds]
    columns = [f"{share} / 2 + if({share} > 0, 0.5, 0)" for share in shares_of_days]
    named = [f"{column} as type_{number}" for number, column in enumerate(columns)]
    mixes = shares.aggregate(", ".join(["user_id", *named]), "user_id")
    return mixes.order("user_id").project("* exclude (user_id)")


def _count_types(users: DuckDBPyRelation) -> tuple[list[str], list[int]]:
    """List the API types in order, and count the users of each."""
    counts = users.aggregate("api_type, count(*)", "api_type").order("api_type").fetchall()
    return [name for name, _ in counts], [count for _, count in counts]


def _split(rows: np.ndarray, counts: list[int]) -> list[np.ndarray]:
    return np.split(rows, np.cumsum(counts)[:-1])


def _read(features: DuckDBPyRelation) -> tuple[np.ndarray, np.ndarray]:
    """Read the calls, shape (n_users,), and the scaled features, shape (n_users, n_features)."""
    scaled = "* exclude (user_id, api_type, total_calls)"
    numbers = _numbers(features.project(f"cast(total_calls as double) as calls, {scaled}"))
    return numbers[:, 0], numbers[:, 1:]


def _numbers(columns: DuckDBPyRelation) -> np.ndarray:
    """Read columns as a matrix; a missing value is NaN."""
    read = columns.fetchnumpy().values()
    return np.column_stack([np.ma.filled(column.astype(float), np.nan) for column in read])


def _once(search: Callable[[], Found], name: str, tables: list[DuckDBPyRelation]) -> Found:
    """Search unless the latest search of that name was on tables with the same rows."""
    rows = [
        table.aggregate(f"count(*), bit_xor(hash({', '.join(map(sql_name, table.columns))}))")
        for table in tables
    ]
    contents = [each.fetchall() for each in rows]
    with _locks[name]:
        if _latest.get(name, ([], None))[0] != contents:
            _latest[name] = (contents, search())
        return _latest[name][1]
