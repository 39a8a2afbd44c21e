"""Search groups type by type, for the models that keep the trials and the labels."""

import threading
from typing import NamedTuple

import pandas as pd

from usage_groups.candidates import expand_candidates
from usage_groups.groups import group_users

KEYS = ["user_id", "api_type"]
_lock = threading.Lock()
_latest: dict[str, "Search"] = {}


class Search(NamedTuple):
    """What a search found in each API type."""

    trials: pd.DataFrame
    """One row per API type and candidate, as :func:`usage_groups.trials.run_trials` scores them."""
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
    key = _digest(features, candidates)
    with _lock:
        if key not in _latest:
            _latest.clear()
            _latest[key] = _search(features, candidates)
        return _latest[key]


def _digest(*frames: pd.DataFrame) -> str:
    hashes = (pd.util.hash_pandas_object(frame, index=False) for frame in frames)
    return "-".join(str(rows.to_numpy().tobytes()) for rows in hashes)


def _search(features: pd.DataFrame, candidates: pd.DataFrame) -> Search:
    expanded = expand_candidates(candidates)
    trials, labels = [], []
    for api_type, rows in features.groupby("api_type", sort=True):
        matrix = rows.drop(columns=[*KEYS, "total_calls"]).to_numpy(dtype=float)
        grouping = group_users(matrix, rows["total_calls"].to_numpy(dtype=float), expanded)
        stability = pd.Series(grouping.stability).reindex(grouping.labels)
        trials.append(grouping.trials.assign(api_type=api_type))
        labels.append(
            rows[KEYS].assign(
                group_id=grouping.labels,
                confidence=grouping.confidence,
                stability=stability.to_numpy(),
                reason=grouping.reason,
            )
        )
    return Search(pd.concat(trials, ignore_index=True), pd.concat(labels, ignore_index=True))
