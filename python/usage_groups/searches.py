"""Search groups within API types and across them, for the models that keep trials and labels."""

import threading
from collections import defaultdict
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd
from duckdb import DuckDBPyRelation

from usage_groups.input_files import sql_name, sql_text
from usage_groups.population import Limits, least_users
from usage_groups.shape_series import tabulate_series
from usage_groups.workers import run_parts

_SEARCH = "usage_groups.groups:search_population"
_MOST_TYPES = 8
_locks: dict[str, threading.Lock] = defaultdict(threading.Lock)
_latest: dict[str, tuple[list, "Search"]] = {}


class Search(NamedTuple):
    """What a search found."""

    trials: pd.DataFrame
    """One row per API type and candidate, with all scores."""
    labels: pd.DataFrame
    """One row per user and API type, in the order of both, type first: ``group_id``,
    ``confidence``, ``stability``, ``reason``."""


def search_types(
    features: DuckDBPyRelation, candidates: DuckDBPyRelation, limits: Limits = Limits()
) -> Search:
    """Group the users of each API type.

    Parameters
    ----------
    features : relation
        ``user_id``, ``api_type``, ``total_calls``, and one column per scaled feature.
    candidates : relation
        The table that analysts edit, as :func:`usage_groups.candidates.expand_candidates` reads it.
    limits : Limits
        Of more users of a type a part is searched, and the others join the groups found.

    Returns
    -------
    Search
        The same object for the same input: two models ask for it, and one search serves both.
    """

    def search() -> Search:
        table = candidates.order("algorithm, parameter").df()
        calls, matrix = _read(features.order("api_type, user_id"))
        counts = features.aggregate("api_type, count(*)", "api_type").order("api_type").fetchall()
        ends = np.cumsum([count for _, count in counts])[:-1]
        parts = [
            (*part, table, limits)
            for part in zip(np.split(calls, ends), np.split(matrix, ends), strict=True)
        ]
        found = run_parts(_SEARCH, parts, users=len(calls), title="Groups within API types")
        trials = [
            trials.assign(api_type=api_type)
            for (trials, _), (api_type, _) in zip(found, counts, strict=True)
        ]
        labels = [labels for _, labels in found]
        return Search(pd.concat(trials, ignore_index=True), pd.concat(labels, ignore_index=True))

    return _once(search, "types", [features, candidates])


def search_users(
    features: DuckDBPyRelation,
    shares: DuckDBPyRelation,
    candidates: DuckDBPyRelation,
    limits: Limits = Limits(),
) -> Search:
    """Group whole users by what they do in all and by which API types they combine.

    Parameters
    ----------
    features : relation
        ``user_id``, ``api_type`` (missing: all types), ``total_calls``, and one column per scaled
        feature.
    shares : relation
        ``user_id``, ``api_type``, and the share of the user's days with it (``day_share``), 0 to 1.
    candidates : relation
        As for :func:`search_types`.
    limits : Limits
        As for :func:`search_types`.

    Returns
    -------
    Search
        As of :func:`search_types`, with a single, missing ``api_type``.
    """

    def search() -> Search:
        table = candidates.order("algorithm, parameter").df()
        calls, matrix = _read(features.order("user_id"))
        matrix = np.hstack([matrix, _numbers(api_mix(shares, len(calls)))])
        parts = [(calls, matrix, table, limits)]
        (found,) = run_parts(_SEARCH, parts, users=len(calls), title="Groups of whole users")
        trials, labels = found
        return Search(trials.assign(api_type=pd.array([None] * len(trials), dtype="str")), labels)

    return _once(search, "users", [features, shares, candidates])


def search_shapes(weekly_usage: DuckDBPyRelation) -> Search:
    """Group users by the shape of their weekly series, over all API types together.

    Parameters
    ----------
    weekly_usage : relation
        One row per user, API type and week with usage: ``user_id``, ``api_type``, ``week_number``,
        ``week_count`` and ``weekly_calls``, as :func:`usage_groups.shape_series.tabulate_series`
        takes them.

    Returns
    -------
    Search
        As of :func:`search_types`; the labels have a ``kind``, the trials no ``api_type``.
    """

    def search() -> Search:
        weeks = weekly_usage.order("api_type, user_id, week_number")
        columns = weeks.project("week_number, week_count, weekly_calls").fetchnumpy()
        series = tabulate_series(*columns.values())
        shapes, count = "usage_groups.shapes:search_shapes", len(series.lengths)
        (found,) = run_parts(shapes, [(series,)], users=count, title="Groups by shape")
        return Search(*found)

    return _once(search, "shapes", [weekly_usage])


def api_mix(shares: DuckDBPyRelation, user_count: int) -> DuckDBPyRelation:
    """Spread over columns which API types each user has.

    Types that too few users have to make a group, or that come after the most used, count together
    as one.

    Parameters
    ----------
    shares : relation
        As for :func:`search_users`.
    user_count : int

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


def _read(features: DuckDBPyRelation) -> tuple[np.ndarray, np.ndarray]:
    """Read the calls, shape (n_users,), and the scaled features, shape (n_users, n_features)."""
    columns = "cast(total_calls as double) as total_calls, * exclude (user_id, api_type, total_calls)"
    numbers = _numbers(features.project(columns))
    return numbers[:, 0], numbers[:, 1:]


def _numbers(columns: DuckDBPyRelation) -> np.ndarray:
    """Read columns as a matrix; a missing value is NaN."""
    read = columns.fetchnumpy().values()
    return np.column_stack([np.ma.filled(column.astype(float), np.nan) for column in read])


def _once(search: Callable[[], Search], name: str, tables: list[DuckDBPyRelation]) -> Search:
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
