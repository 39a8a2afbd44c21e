"""Libraries that the project does without; they run in an environment of their own."""

import time

import numpy as np
import polars as pl

IDENTITY = ["user_id", "api_type", "total_calls"]


def polars_features(usage: str) -> dict[str, object]:
    """Time the seven features in polars: sort, compare with the row before, group."""
    days = pl.scan_parquet(usage).with_columns(pl.col("dt").cast(pl.Date)).collect()
    started = time.perf_counter()
    follows = (
        (pl.col("user_id") == pl.col("user_id").shift())
        & (pl.col("type") == pl.col("type").shift())
        & (pl.col("dt").diff() == pl.duration(days=1))
    )
    calls = pl.col("api_count")
    span = calls.max() - calls.min()
    features = (
        days.lazy()
        .sort("user_id", "type", "dt")
        .with_columns(starts_streak=~follows.fill_null(value=False))
        .group_by("user_id", "type")
        .agg(
            use_days=pl.len(),
            use_duration=(pl.col("dt").max() - pl.col("dt").min()).dt.total_days(),
            avg_cont_use=pl.len() / pl.col("starts_streak").sum(),
            total_calls_log10=calls.sum().log10(),
            usage_range=span,
            mean_usage_scaled=pl.when(span > 0)
            .then((calls.mean() - calls.min()) / span)
            .otherwise(1.0),
            sd_usage_scaled=pl.when(span > 0).then(calls.std(ddof=0) / span).otherwise(0.0),
        )
        .collect()
    )
    seconds = time.perf_counter() - started
    sums = features.drop("user_id", "type").sum().row(0)
    return {"seconds": seconds, "sums": [float(value) for value in sums]}


def fast_hdbscan(points: str) -> dict[str, float]:
    """Time one fit of fast_hdbscan, its functions compiled before."""
    from fast_hdbscan import HDBSCAN  # noqa: PLC0415 - polars is timed without it

    matrix = np.ascontiguousarray(pl.read_parquet(points).drop(IDENTITY).to_numpy(), dtype=float)
    HDBSCAN(min_cluster_size=15).fit(matrix[:1000])
    started = time.perf_counter()
    HDBSCAN(min_cluster_size=15).fit(matrix)
    return {"seconds": time.perf_counter() - started}
