"""The project's search for groups and its sweep of the baseline."""

import time

import duckdb
import numpy as np
import pandas as pd
from usage_groups import baseline
from usage_groups.groups import search_population
from usage_groups.searches import USER


def search(points: str, candidates: str) -> dict[str, float]:
    """Time the search for groups: every candidate, its stability, the choice, all labels."""
    frame = duckdb.read_parquet(points).df()
    table = duckdb.read_csv(candidates).df()
    started = time.perf_counter()
    trials, labels = search_population(frame[USER], frame.drop(columns=USER), table)
    seconds = time.perf_counter() - started
    return {"seconds": seconds, "candidates": len(trials), "points": len(labels)}


def draw_points(count: int) -> np.ndarray:
    """Draw points like the baseline's: crowded near a corner, from 0 to 1, some of them equal."""
    return np.round(np.random.default_rng(0).beta(0.7, 2.5, size=(count, 7)), 2)


def sweep(count: int) -> dict[str, object]:
    """Time the baseline's sweep of one type."""
    frame = pd.DataFrame(draw_points(count), columns=list(baseline.FEATURES))
    frame = frame.assign(user_id=[str(row) for row in range(len(frame))], api_type="one")
    started = time.perf_counter()
    table = baseline.score_settings(frame)
    seconds = time.perf_counter() - started
    return {"seconds": seconds, "silhouettes": table["silhouette"].tolist()}
