"""Libraries that the project does without; they run in an environment of their own."""

import time
from collections.abc import Sequence
from datetime import date

import numpy as np
import polars as pl

IDENTITY = ["user_id", "api_type", "total_calls"]
PAIR = ["api_type", "user_id"]
DAY, CALLS = pl.col("usage_date"), pl.col("call_count")


def polars_features(days: str, window: Sequence[str], file: str) -> dict[str, float]:
    """Time all features of `usage_features` in polars, from daily rows to a file of features.

    Parameters
    ----------
    days : str
        Parquet file of daily rows, in any order.
    window : sequence of str
        First and last day to look at.
    file : str
        Where the features are written, as Parquet.

    Returns
    -------
    dict
        ``seconds``, and ``processor_seconds`` of all threads.
    """
    started, used = time.perf_counter(), time.process_time()
    start, end = map(date.fromisoformat, window)
    rows = pl.scan_parquet(days).filter(DAY.is_between(start, end))
    aggregated = _neighbours(rows, start).group_by(PAIR).agg(**_aggregates(end))
    # The streaming engine takes half the time of the other here, and less memory.
    _features(aggregated, start, end).sink_parquet(file, engine="streaming")
    return {
        "seconds": time.perf_counter() - started,
        "processor_seconds": time.process_time() - used,
    }


def _neighbours(rows: pl.LazyFrame, start: date) -> pl.LazyFrame:
    """Put days in order, so that the neighbours of each are the rows before and after it."""
    follows = (pl.col("user_id") == pl.col("user_id").shift()) & (
        pl.col("api_type") == pl.col("api_type").shift()
    )
    starts, ends = (
        (gap > 1).fill_null(value=True) for gap in (pl.col("gap"), pl.col("gap").shift(-1))
    )
    place = pl.col("place")
    return (
        rows.sort(*PAIR, "usage_date")
        .with_columns(
            gap=pl.when(follows).then(DAY.diff().dt.total_days()),
            number=(DAY - start).dt.total_days(),
            weekday=DAY.dt.weekday(),
            log=CALLS.log10(),
        )
        .with_columns(starts=starts, ends=ends)
        .with_row_index("place")
        .with_columns(
            streak_day=place + 1 - pl.when("starts").then(place).forward_fill(),
            # A day without usage counts as lower; of equal neighbours the first is the top.
            is_top=(pl.col("starts") | (CALLS.shift() < CALLS))
            & (pl.col("ends") | (CALLS.shift(-1) <= CALLS)),
        )
    )


def _aggregates(end: date) -> dict[str, pl.Expr]:
    """Say what the features are made of, within a user and type."""
    number, weekday, log = (pl.col(name) for name in ("number", "weekday", "log"))
    return {
        "first_used_on": DAY.min(),
        "last_used_on": DAY.max(),
        "use_days": pl.len().cast(pl.Int64),
        "gap_log_sum": pl.col("gap").log().sum(),
        "mean_number": number.mean(),
        "number_variance": number.var(ddof=0),
        **{f"weekday_{day}": (weekday == day).sum().cast(pl.Int64) for day in range(1, 8)},
        "streaks": pl.col("starts").sum(),
        "longest_streak": pl.col("streak_day").max(),
        "current_streak": pl.col("streak_day").filter(end == DAY).max().fill_null(0),
        "total_calls": CALLS.sum(),
        "weighted_calls": (CALLS * number).sum(),
        "least": CALLS.min(),
        "most": CALLS.max(),
        "mean_calls": CALLS.mean(),
        "sd_calls": CALLS.std(ddof=0),
        "typical_calls_log10": log.mean(),
        "sd_calls_log10": log.std(ddof=0),
        "log_covariance": pl.cov(number, log, ddof=0),
        "peak_count": (pl.col("is_top") & (2 * CALLS.median() <= CALLS)).sum(),
    }


def _features(aggregated: pl.LazyFrame, start: date, end: date) -> pl.LazyFrame:
    """Make the features from the aggregates."""
    days, length = pl.col("use_days"), (end - start).days + 1
    first, last, total = (pl.col(name) for name in ("first_used_on", "last_used_on", "total_calls"))
    several, span = days > 1, pl.col("use_duration")
    same_weekday = pl.sum_horizontal(
        pl.col(f"weekday_{day}") * (pl.col(f"weekday_{day}") - 1) for day in range(1, 8)
    )
    irregularity = (span / (days - 1)).log() - pl.col("gap_log_sum") / (days - 1)
    steepness = 6 * (2 * pl.col("weighted_calls") - (length - 1) * total)
    reach = pl.col("usage_range")
    return aggregated.with_columns(
        use_duration=(last - first).dt.total_days(), usage_range=pl.col("most") - pl.col("least")
    ).select(
        *PAIR,
        "first_used_on",
        "last_used_on",
        (first - start).dt.total_days().alias("days_before_first_use"),
        (end - last).dt.total_days().alias("days_since_last_use"),
        (first == start).alias("touches_period_start"),
        (last == end).alias("touches_period_end"),
        "use_days",
        "use_duration",
        (days / (span + 1)).alias("use_density"),
        pl.when(several).then(span / (days - 1)).alias("mean_gap_days"),
        pl.when(several).then(irregularity.clip(0)).alias("gap_irregularity"),
        pl.when(several)
        .then(2 * (pl.col("mean_number") - (first - start).dt.total_days()) / span - 1)
        .alias("use_centre"),
        ((pl.col("weekday_6") + pl.col("weekday_7")) / days).alias("weekend_share"),
        pl.when(several).then(same_weekday / (days * (days - 1))).alias("same_weekday_share"),
        (days / pl.col("streaks")).alias("avg_cont_use"),
        "longest_streak",
        "current_streak",
        "total_calls",
        total.log10().alias("total_calls_log10"),
        (total / days).alias("calls_per_use_day"),
        "typical_calls_log10",
        "sd_calls_log10",
        (pl.col("most") / total).alias("busiest_day_share"),
        "peak_count",
        "usage_range",
        pl.when(reach > 0)
        .then((pl.col("mean_calls") - pl.col("least")) / reach)
        .otherwise(1.0)
        .alias("mean_usage_scaled"),
        pl.when(reach > 0).then(pl.col("sd_calls") / reach).otherwise(0.0).alias("sd_usage_scaled"),
        (steepness / (length * (length**2 - 1))).alias("trend_slope"),
        (steepness * length / ((length**2 - 1) * total)).alias("trend_relative"),
        pl.when(days > 2)  # noqa: PLR2004 - two days are always on a line
        .then(span * pl.col("log_covariance") / pl.col("number_variance"))
        .alias("growth_log10"),
    )


def fast_hdbscan(points: str) -> dict[str, float]:
    """Time one fit of fast_hdbscan, its functions compiled before."""
    from fast_hdbscan import HDBSCAN  # noqa: PLC0415 - polars is timed without it

    matrix = np.ascontiguousarray(pl.read_parquet(points).drop(IDENTITY).to_numpy(), dtype=float)
    HDBSCAN(min_cluster_size=15).fit(matrix[:1000])
    started = time.perf_counter()
    HDBSCAN(min_cluster_size=15).fit(matrix)
    return {"seconds": time.perf_counter() - started}
