"""Segments to compare the groups with, as many of them: RFM and k-means."""

import numpy as np
import pandas as pd
from scipy.stats import rankdata
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits

SEED = 7
QUINTILES = 5
STARTS = 4
LOGS = [
    "days_since_last_use",
    "use_days",
    "use_duration",
    "total_calls",
    "calls_per_use_day",
    "mean_gap_days",
]


def cut_by_rank(values: np.ndarray, parts: int) -> np.ndarray:
    """Cut users into parts of about the same size; equal values stay together.

    Parameters
    ----------
    values : ndarray of shape (n_users,)
        What the users are ranked by.
    parts : int
        How many parts there are at most.

    Returns
    -------
    ndarray of shape (n_users,)
        The part of each user, from 0 for the lowest values.
    """
    shares = rankdata(values) / len(values)
    return np.ceil(shares * parts - 1e-9).astype(int).clip(1, parts) - 1


def cut_by_rfm(users: pd.DataFrame, parts: int) -> np.ndarray:
    """Cut users by the sum of their quintiles of recency, days of use and calls."""
    measures = [-users["days_since_last_use"], users["use_days"], users["total_calls"]]
    quintiles = [cut_by_rank(measure.to_numpy(float), QUINTILES) for measure in measures]
    return cut_by_rank(np.sum(quintiles, axis=0), parts)


def cut_by_k_means(users: pd.DataFrame, parts: int) -> np.ndarray:
    """Cut users by k-means on the standardised logarithms of six measures."""
    logs = np.log1p(users[LOGS].astype(float).fillna(0).to_numpy())
    spread = logs.std(axis=0)
    scaled = (logs - logs.mean(axis=0)) / np.where(spread > 0, spread, 1)
    with threadpool_limits(1):
        return KMeans(parts, n_init=STARTS, random_state=SEED).fit_predict(scaled)
