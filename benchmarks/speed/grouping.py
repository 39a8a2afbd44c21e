"""The project's search for groups and its sweep of the baseline."""

import json
import time

import duckdb
import numpy as np
from usage_groups.baseline.sweep import score_settings
from usage_groups.history.challenger import search_part

USER = ["user_id", "api_type", "total_calls"]


def search(points: str, candidates: str) -> dict[str, float]:
    """Time the search for groups: every candidate, its stability, the choice, all labels."""
    frame = duckdb.read_parquet(points).df()
    table = duckdb.read_csv(candidates).df()
    started = time.perf_counter()
    calls = frame["total_calls"].to_numpy(dtype=float)
    users = frame.drop(columns=USER).astype(float).assign(total_calls=calls, stored_id=np.nan)
    task = {"stored": None, "context": {}, "may_search": True}
    trials = search_part(users, table, json.dumps(task))
    seconds = time.perf_counter() - started
    return {"seconds": seconds, "candidates": len(trials), "points": len(users)}


def draw_points(count: int) -> np.ndarray:
    """Draw points like the baseline's: crowded near a corner, from 0 to 1, some of them equal."""
    return np.round(np.random.default_rng(0).beta(0.7, 2.5, size=(count, 7)), 2)


def sweep(count: int) -> dict[str, object]:
    """Time the baseline's sweep of one type."""
    points = draw_points(count)
    started = time.perf_counter()
    table, _ = score_settings(points)
    seconds = time.perf_counter() - started
    return {"seconds": seconds, "silhouettes": table["silhouette"].tolist()}
