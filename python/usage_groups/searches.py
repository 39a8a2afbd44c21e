"""Search groups within API types and across them, for the models that keep trials and labels."""

import hashlib
import threading
from collections import defaultdict
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd

from usage_groups.candidates import Candidate, expand_candidates
from usage_groups.groups import group_users
from usage_groups.shapes import group_shapes
from usage_groups.workers import run_parts

KEYS = ["user_id", "api_type"]
SHARES = ["call_share", "day_share"]
OTHER_TYPES = "other API types"
LEAST_USERS, LEAST_SHARE = 5, 0.01
_locks: dict[str, threading.Lock] = defaultdict(threading.Lock)
_latest: dict[str, tuple[str, "Search"]] = {}


class Search(NamedTuple):
    """What a search found."""

    trials: pd.DataFrame
    """One row per API type and candidate, with all scores."""
    labels: pd.DataFrame
    """One row per user and API type: ``group_id``, ``confidence``, ``stability``, ``reason``."""


def search_types(features: pd.DataFrame, candidates: pd.DataFrame) -> Search:
    """Group the users of each API type.

    Parameters
    ----------
    features : DataFrame
        ``user_id``, ``api_type``, ``total_calls``, and one column per scaled feature.
    candidates : DataFrame
        The table that analysts edit, as :func:`usage_groups.candidates.expand_candidates` reads it.

    Returns
    -------
    Search
        The same object for the same input: two models ask for it, and one search serves both.
    """

    def search() -> Search:
        expanded = expand_candidates(candidates)
        populations = [
            (rows[[*KEYS, "total_calls"]], rows.drop(columns=[*KEYS, "total_calls"]), expanded)
            for _, rows in features.groupby("api_type", sort=True)
        ]
        found = run_parts(_search_population, populations, users=len(features))
        trials, labels = zip(*found, strict=True)
        return Search(pd.concat(trials, ignore_index=True), pd.concat(labels, ignore_index=True))

    return _once(search, "types", features, candidates)


def search_users(features: pd.DataFrame, shares: pd.DataFrame, candidates: pd.DataFrame) -> Search:
    """Group whole users by what they do in all and by which API types they combine.

    Parameters
    ----------
    features : DataFrame
        ``user_id``, ``api_type`` (missing: all types), ``total_calls``, and one column per scaled
        feature.
    shares : DataFrame
        ``user_id``, ``api_type``, and the type's share of the user's calls (``call_share``) and
        days (``day_share``), 0 to 1.
    candidates : DataFrame
        As for :func:`search_types`.

    Returns
    -------
    Search
        As of :func:`search_types`, with a single, missing ``api_type``.
    """

    def search() -> Search:
        behaviour = features.drop(columns=[*KEYS, "total_calls"]).reset_index(drop=True)
        mix = api_mix(shares, features["user_id"])
        matrix = pd.concat([behaviour, mix], axis="columns")
        population = (features[[*KEYS, "total_calls"]], matrix, expand_candidates(candidates))
        return run_parts(_search_population, [population], users=len(features))[0]

    return _once(search, "users", features, shares, candidates)


def search_shapes(weekly_usage: pd.DataFrame) -> Search:
    """Group users by the shape of their weekly series, over all API types together.

    Parameters
    ----------
    weekly_usage : DataFrame
        As :func:`usage_groups.shape_series.tabulate_series` reads it.

    Returns
    -------
    Search
        As of :func:`search_types`; the labels have a ``group_name``, the trials no ``api_type``.
    """

    def search() -> Search:
        (found,) = run_parts(
            group_shapes, [(weekly_usage,)], users=weekly_usage["user_id"].nunique()
        )
        stability = found.profiles.set_index("group_id")["stability"]
        labels = found.groups.assign(stability=found.groups["group_id"].map(stability))
        return Search(found.trials, labels)

    return _once(search, "shapes", weekly_usage)


def api_mix(shares: pd.DataFrame, users: pd.Series) -> pd.DataFrame:
    """Spread each user's shares of API types over columns.

    Types that too few users have to make a group count together as one.

    Parameters
    ----------
    shares : DataFrame
        As for :func:`search_users`.
    users : Series of shape (n_users,)
        The order of the rows.

    Returns
    -------
    DataFrame of shape (n_users, 2 * n_types)
        The share of the calls and of the days of each type, 0 where the user does not use it.
    """
    counts = shares["api_type"].value_counts()
    rare = counts.index[counts < max(LEAST_USERS, LEAST_SHARE * len(users))]
    is_rare = shares["api_type"].isin(rare)
    named = shares.assign(api_type=shares["api_type"].mask(is_rare, OTHER_TYPES))
    wide = named.pivot_table(
        index="user_id", columns="api_type", values=SHARES, aggfunc="sum", fill_value=0.0
    )
    wide.columns = [" of ".join(column) for column in wide.columns]
    return wide.reindex(users).reset_index(drop=True)


def _once(search: Callable[[], Search], name: str, *frames: pd.DataFrame) -> Search:
    digest = hashlib.sha256()
    for frame in frames:
        digest.update(pd.util.hash_pandas_object(frame, index=False).to_numpy().tobytes())
    with _locks[name]:
        if _latest.get(name, ("", None))[0] != digest.hexdigest():
            _latest[name] = (digest.hexdigest(), search())
        return _latest[name][1]


def _search_population(
    users: pd.DataFrame, matrix: pd.DataFrame, candidates: list[Candidate]
) -> Search:
    calls = users["total_calls"].to_numpy(dtype=float)
    grouping = group_users(matrix.to_numpy(dtype=float), calls, candidates)
    stability = np.append(grouping.stability, np.nan)[grouping.labels]
    labels = users[KEYS].assign(
        group_id=grouping.labels,
        confidence=grouping.confidence,
        stability=stability,
        reason=grouping.reason,
    )
    return Search(grouping.trials.assign(api_type=users["api_type"].iloc[0]), labels)
