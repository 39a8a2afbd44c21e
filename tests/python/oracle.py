"""The seven features and the case study's method, written again in pandas and scikit-learn."""

import itertools
import math
from fractions import Fraction

import numpy as np
import pandas as pd
from sklearn.cluster import DBSCAN
from sklearn.metrics import silhouette_score
from sklearn.preprocessing import MinMaxScaler

PAIR = ["user_id", "api_type"]
SCALED_OVER_ALL = [
    *("use_days", "use_duration", "avg_cont_use", "total_calls_log10", "usage_range"),
]
FEATURES = [*SCALED_OVER_ALL, "mean_usage_scaled", "sd_usage_scaled"]


def pair_features(days: pd.DataFrame) -> dict[str, object]:
    """Compute the features of one user and type from its days, in exact whole numbers."""
    dates = sorted(days["usage_date"])
    counts = [int(count) for count in days["call_count"]]
    low, high = min(counts), max(counts)
    scaled = [Fraction(1) if high == low else Fraction(count - low, high - low) for count in counts]
    mean = sum(scaled) / len(scaled)
    variance = sum((value - mean) ** 2 for value in scaled) / len(scaled)
    steps = [(later - earlier).days for earlier, later in itertools.pairwise(dates)]
    return {
        "first_used_on": dates[0],
        "last_used_on": dates[-1],
        "use_days": len(dates),
        "use_duration": (dates[-1] - dates[0]).days,
        "avg_cont_use": len(dates) / (1 + sum(step > 1 for step in steps)),
        "total_calls": sum(counts),
        "total_calls_log10": math.log10(sum(counts)),
        "usage_range": high - low,
        "mean_usage_scaled": float(mean),
        "sd_usage_scaled": math.sqrt(variance),
    }


def usage_features(usage: pd.DataFrame) -> pd.DataFrame:
    """Compute the features of every user and type from rows of usage."""
    daily: dict[tuple, dict] = {}
    for row in usage.itertuples():
        counts = daily.setdefault((row.user_id, row.api_type), {})
        counts[row.usage_date] = counts.get(row.usage_date, 0) + int(row.call_count)
    records = [
        dict(zip(PAIR, pair, strict=True))
        | pair_features(pd.DataFrame(list(days.items()), columns=["usage_date", "call_count"]))
        for pair, days in daily.items()
    ]
    return pd.DataFrame(records).sort_values(PAIR, ignore_index=True)


def baseline_features(features: pd.DataFrame) -> pd.DataFrame:
    """Scale five of the features from 0 to 1 over all users and types."""
    scaled = features[[*PAIR, *FEATURES]].copy()
    values = scaled[SCALED_OVER_ALL].astype(float)
    scaled[SCALED_OVER_ALL] = MinMaxScaler().fit_transform(values)
    return scaled


def baseline_search(points: np.ndarray) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Search ``min_samples`` for one type: trials, the best labels, and the last ones tried."""
    trials, best_score = [], -np.inf
    best = published = np.full(len(points), -1)
    for min_samples in range(3, 25):
        labels = DBSCAN(eps=0.15, min_samples=min_samples).fit_predict(points)
        score = np.nan
        if len(set(labels)) > 1:
            score = silhouette_score(points, labels)
            published = labels
            if score > best_score:
                best, best_score = labels, score
        noise_count = int((labels == -1).sum())
        trials.append((min_samples, noise_count, int(labels.max()) + 1, score))
    columns = ["min_samples", "noise_count", "cluster_count", "silhouette"]
    return pd.DataFrame(trials, columns=columns), best, published
