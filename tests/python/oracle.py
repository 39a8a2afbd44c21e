"""The features and the case study's method, written again in plain Python and scikit-learn."""

import datetime as dt
import itertools
import math
import statistics
from fractions import Fraction

import numpy as np
import pandas as pd
from sklearn.cluster import DBSCAN
from sklearn.metrics import silhouette_score

PAIR = ["user_id", "api_type"]
SCALED_OVER_ALL = [
    *("use_days", "use_duration", "avg_cont_use", "total_calls_log10", "usage_range"),
]
FEATURES = [*SCALED_OVER_ALL, "mean_usage_scaled", "sd_usage_scaled"]
FURTHER_FEATURES = [
    *("days_before_first_use", "days_since_last_use"),
    *("touches_period_start", "touches_period_end"),
    *("use_density", "mean_gap_days", "gap_irregularity", "use_centre"),
    *("weekend_share", "same_weekday_share", "longest_streak", "current_streak"),
    *("calls_per_use_day", "typical_calls_log10", "sd_calls_log10"),
    *("busiest_day_share", "peak_count", "trend_slope", "trend_relative", "growth_log10"),
]
Days = dict[dt.date, int]


def pair_features(days: Days) -> dict[str, object]:
    """Compute the case study's features of one user and type, in exact whole numbers."""
    dates, counts = list(days), list(days.values())
    low, high = min(counts), max(counts)
    scaled = [Fraction(1) if high == low else Fraction(count - low, high - low) for count in counts]
    mean = sum(scaled) / len(scaled)
    variance = sum((value - mean) ** 2 for value in scaled) / len(scaled)
    return {
        "first_used_on": dates[0],
        "last_used_on": dates[-1],
        "use_days": len(dates),
        "use_duration": (dates[-1] - dates[0]).days,
        "avg_cont_use": len(dates) / len(streaks(dates)),
        "total_calls": sum(counts),
        "total_calls_log10": math.log10(sum(counts)),
        "usage_range": high - low,
        "mean_usage_scaled": float(mean),
        "sd_usage_scaled": math.sqrt(variance),
    }


def streaks(dates: list[dt.date]) -> list[list[dt.date]]:
    """Cut days into unbroken runs."""
    runs = [[dates[0]]]
    for earlier, later in itertools.pairwise(dates):
        if (later - earlier).days > 1:
            runs.append([])
        runs[-1].append(later)
    return runs


def timing_features(days: Days, start: dt.date, end: dt.date) -> dict[str, object]:
    """Compute when one user uses one type: its place in the period, its runs, its weekdays."""
    dates, runs = list(days), streaks(list(days))
    weekdays = [date.weekday() for date in dates]
    pairs = [one == other for one, other in itertools.combinations(weekdays, 2)]
    gaps = [(later - earlier).days for earlier, later in itertools.pairwise(dates)]
    ages = [(date - dates[0]).days for date in dates]
    features = {
        "days_before_first_use": (dates[0] - start).days,
        "days_since_last_use": (end - dates[-1]).days,
        "touches_period_start": start in days,
        "touches_period_end": end in days,
        "use_density": len(dates) / (ages[-1] + 1),
        "longest_streak": max(map(len, runs)),
        "current_streak": len(runs[-1]) if runs[-1][-1] == end else 0,
        "weekend_share": statistics.mean(weekday in {5, 6} for weekday in weekdays),
        **dict.fromkeys(("same_weekday_share", "mean_gap_days", "gap_irregularity", "use_centre")),
    }
    if not gaps:
        return features
    mean_gap = statistics.mean(gaps)
    return features | {
        "same_weekday_share": statistics.mean(pairs),
        "mean_gap_days": mean_gap,
        "gap_irregularity": math.log(mean_gap) - statistics.fmean(map(math.log, gaps)),
        "use_centre": 2 * statistics.fmean(ages) / ages[-1] - 1,
    }


def volume_features(days: Days) -> dict[str, object]:
    """Compute how much one user calls one type on its days of use, and how evenly."""
    counts = list(days.values())
    logs = [math.log10(count) for count in counts]
    median = statistics.median(map(Fraction, counts))
    one_day = dt.timedelta(days=1)
    peaks = [
        count >= 2 * median
        and (date == dt.date.min or days.get(date - one_day, 0) < count)
        and (date == dt.date.max or days.get(date + one_day, 0) <= count)
        for date, count in days.items()
    ]
    return {
        "calls_per_use_day": sum(counts) / len(counts),
        "typical_calls_log10": statistics.fmean(logs),
        "sd_calls_log10": statistics.pstdev(logs),
        "busiest_day_share": max(counts) / sum(counts),
        "peak_count": sum(peaks),
    }


def trend_features(days: Days, start: dt.date, end: dt.date) -> dict[str, object]:
    """Compute how one user's use of one type rises, zero days included, and grows per day."""
    length = (end - start).days + 1
    # Over all days of the period, of which those without usage add nothing but their number.
    middle, squares = Fraction(length - 1, 2), Fraction(length * (length**2 - 1), 12)
    moments = sum(((date - start).days - middle) * count for date, count in days.items())
    slope = moments / squares if squares else Fraction(0)
    growth = None
    if len(days) > 2:
        ages = [(date - next(iter(days))).days for date in days]
        logs = [math.log10(count) for count in days.values()]
        growth = statistics.linear_regression(ages, logs).slope * ages[-1]
    return {
        "trend_slope": float(slope),
        "trend_relative": float(slope * length**2 / sum(days.values())),
        "growth_log10": growth,
    }


def usage_features(
    usage: pd.DataFrame, period: tuple[dt.date, dt.date] | None = None
) -> pd.DataFrame:
    """Compute the features of every user and type from rows of usage, all of them in the period."""
    daily: dict[tuple, Days] = {}
    for row in usage.itertuples():
        counts = daily.setdefault((row.user_id, row.api_type), {})
        counts[row.usage_date] = counts.get(row.usage_date, 0) + int(row.call_count)
    period = period or (usage["usage_date"].min(), usage["usage_date"].max())
    records = []
    for pair, unsorted_days in daily.items():
        days = dict(sorted(unsorted_days.items()))
        features = pair_features(days) | timing_features(days, *period)
        features |= volume_features(days) | trend_features(days, *period)
        records.append(dict(zip(PAIR, pair, strict=True)) | features)
    return pd.DataFrame(records).sort_values(PAIR, ignore_index=True)


def baseline_features(features: pd.DataFrame) -> pd.DataFrame:
    """Scale five of the features from 0 to 1 over all users and types."""
    scaled = features[[*PAIR, *FEATURES]].copy()
    values = scaled[SCALED_OVER_ALL].astype(float)
    span = values.max() - values.min()
    # MinMaxScaler's rule of what is constant; its own arithmetic loses a tiny range to rounding.
    scaled[SCALED_OVER_ALL] = (values - values.min()) / span.where(
        span >= 10 * np.finfo(float).eps, 1
    )
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
