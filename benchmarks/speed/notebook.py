"""The case study's method as a notebook does it, with the libraries that the project has too."""

import time

import duckdb
import numpy as np
import pandas as pd
from grouping import USER, draw_points
from sklearn.cluster import DBSCAN, HDBSCAN
from sklearn.metrics import silhouette_score

SCALED_TOGETHER = 5
MIN_SAMPLES = range(3, 25)


def describe(rows: pd.DataFrame) -> pd.Series:
    """Compute the seven features of one user and type."""
    counts, days = rows["api_count"], rows["dt"].dt.normalize()
    span = counts.max() - counts.min()
    scaled = (counts - counts.min()) / span if span else counts * 0 + 1.0
    streaks = (days.diff().dt.days != 1).sum()
    return pd.Series(
        {
            "use_days": len(rows),
            "use_duration": (days.max() - days.min()).days,
            "avg_cont_use": len(rows) / streaks,
            "total_calls_log10": np.log10(counts.sum()),
            "usage_range": span,
            "mean_usage_scaled": scaled.mean(),
            "sd_usage_scaled": scaled.std(ddof=0),
        }
    )


def sweep_points(points: np.ndarray) -> list[float]:
    """Score DBSCAN for 22 settings, one after the other."""
    scores = []
    for min_samples in MIN_SAMPLES:
        labels = DBSCAN(eps=0.15, min_samples=min_samples).fit_predict(points)
        several = len(set(labels)) > 1
        scores.append(silhouette_score(points, labels) if several else np.nan)
    return scores


def notebook(usage: str) -> dict[str, object]:
    """Time the whole method on files of usage: a function for each pair, a loop for each type."""
    started = time.perf_counter()
    frame = duckdb.read_parquet(usage).order("user_id, type, dt").df()
    frame["dt"] = pd.to_datetime(frame["dt"])
    read = time.perf_counter()
    features = frame.groupby(["user_id", "type"])[["dt", "api_count"]].apply(describe)
    described = time.perf_counter()
    sums = features.sum().tolist()
    together = features.columns[:SCALED_TOGETHER]
    least, most = features[together].min(), features[together].max()
    features[together] = (features[together] - least) / (most - least)
    for _, points in features.groupby("type"):
        sweep_points(points.to_numpy())
    return {
        "read_seconds": read - started,
        "features_seconds": described - read,
        "sweep_seconds": time.perf_counter() - described,
        "sums": sums,
    }


def sweep(count: int) -> dict[str, object]:
    """Time the loop on the points that the project's sweep is given."""
    points = draw_points(count)
    started = time.perf_counter()
    scores = sweep_points(points)
    return {"seconds": time.perf_counter() - started, "silhouettes": scores}


def hdbscan(points: str) -> dict[str, float]:
    """Time one fit of scikit-learn's HDBSCAN."""
    frame = duckdb.read_parquet(points).df().drop(columns=USER)
    matrix = np.ascontiguousarray(frame.to_numpy(dtype=float))
    started = time.perf_counter()
    HDBSCAN(min_cluster_size=15, copy=True).fit(matrix)
    return {"seconds": time.perf_counter() - started}
