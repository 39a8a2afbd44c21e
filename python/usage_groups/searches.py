"""Search groups within API types and across them, for the models that keep trials and labels."""

import hashlib
import threading
from collections import defaultdict
from collections.abc import Callable
from typing import NamedTuple

import pandas as pd

from usage_groups.population import MOST_FITTED, least_users
from usage_groups.workers import run_parts

USER = ["user_id", "api_type", "total_calls"]
_SEARCH = "usage_groups.groups:search_population"
_OTHER_TYPES = "other API types"
_MOST_TYPES = 8
_locks: dict[str, threading.Lock] = defaultdict(threading.Lock)
_latest: dict[str, tuple[str, "Search"]] = {}


class Search(NamedTuple):
    """What a search found."""

    trials: pd.DataFrame
    """One row per API type and candidate, with all scores."""
    labels: pd.DataFrame
    """One row per user and API type: ``group_id``, ``confidence``, ``stability``, ``reason``."""


def search_types(
    features: pd.DataFrame, candidates: pd.DataFrame, most_fitted: int = MOST_FITTED
) -> Search:
    """Group the users of each API type.

    Parameters
    ----------
    features : DataFrame
        ``user_id``, ``api_type``, ``total_calls``, and one column per scaled feature.
    candidates : DataFrame
        The table that analysts edit, as :func:`usage_groups.candidates.expand_candidates` reads it.
    most_fitted : int
        Of more users of a type, so many are searched, and the others join the groups found.

    Returns
    -------
    Search
        The same object for the same input: two models ask for it, and one search serves both.
    """

    def search() -> Search:
        populations = [
            (rows[USER], rows.drop(columns=USER), candidates, most_fitted)
            for _, rows in features.groupby("api_type", sort=True)
        ]
        found = run_parts(
            _SEARCH, populations, users=len(features), title="Groups within API types"
        )
        trials, labels = zip(*found, strict=True)
        return Search(pd.concat(trials, ignore_index=True), pd.concat(labels, ignore_index=True))

    return _once(search, "types", features, candidates)


def search_users(
    features: pd.DataFrame,
    shares: pd.DataFrame,
    candidates: pd.DataFrame,
    most_fitted: int = MOST_FITTED,
) -> Search:
    """Group whole users by what they do in all and by which API types they combine.

    Parameters
    ----------
    features : DataFrame
        ``user_id``, ``api_type`` (missing: all types), ``total_calls``, and one column per scaled
        feature.
    shares : DataFrame
        ``user_id``, ``api_type``, and the share of the user's days with it (``day_share``), 0 to 1.
    candidates : DataFrame
        As for :func:`search_types`.
    most_fitted : int
        As for :func:`search_types`.

    Returns
    -------
    Search
        As of :func:`search_types`, with a single, missing ``api_type``.
    """

    def search() -> Search:
        behaviour = features.drop(columns=USER).reset_index(drop=True)
        mix = api_mix(shares, features["user_id"])
        matrix = pd.concat([behaviour, mix], axis="columns")
        parts = [(features[USER], matrix, candidates, most_fitted)]
        (found,) = run_parts(_SEARCH, parts, users=len(features), title="Groups of whole users")
        return Search(*found)

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
        As of :func:`search_types`; the labels have a ``kind``, the trials no ``api_type``.
    """

    def search() -> Search:
        users = weekly_usage["user_id"].nunique()
        parts = [(weekly_usage,)]
        shapes = "usage_groups.shapes:search_shapes"
        (found,) = run_parts(shapes, parts, users=users, title="Groups by shape")
        return Search(*found)

    return _once(search, "shapes", weekly_usage)


def api_mix(shares: pd.DataFrame, users: pd.Series) -> pd.DataFrame:
    """Spread over columns which API types each user has.

    Types that too few users have to make a group, or that come after the most used, count together
    as one.

    Parameters
    ----------
    shares : DataFrame
        As for :func:`search_users`.
    users : Series of shape (n_users,)
        The order of the rows.

    Returns
    -------
    DataFrame of shape (n_users, n_types)
        0 where the user does not have the type, else 0.5 and half the share of the days with it.
    """
    counts = shares.groupby("api_type").size().sort_values(ascending=False, kind="stable")
    common = counts.index[counts >= least_users(len(users))][:_MOST_TYPES]
    named = shares["api_type"].where(shares["api_type"].isin(common), _OTHER_TYPES)
    days = shares.assign(api_type=named).pivot_table(
        index="user_id", columns="api_type", values="day_share", aggfunc="sum", fill_value=0.0
    )
    days = days[[name for name in [*common, _OTHER_TYPES] if name in days]]
    return (0.5 * (days > 0) + 0.5 * days.clip(upper=1)).reindex(users).reset_index(drop=True)


def _once(search: Callable[[], Search], name: str, *frames: pd.DataFrame) -> Search:
    digest = hashlib.sha256()
    for frame in frames:
        digest.update(pd.util.hash_pandas_object(frame, index=False).to_numpy().tobytes())
    with _locks[name]:
        if _latest.get(name, ("", None))[0] != digest.hexdigest():
            _latest[name] = (digest.hexdigest(), search())
        return _latest[name][1]
