"""What features and algorithms are called, and how features are drawn."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Feature:
    """How a feature is shown.

    Parameters
    ----------
    words : str
        What it is called.
    unit : str
        What stands below the axis.
    axis : {"share", "log", "log1p"}
        How values become places on it.
    kind : str
        Features of a kind say much the same; a sentence has one of each.
    more, less : str
        What a user with a high or low value has or does.
    """

    words: str
    unit: str
    axis: str
    kind: str
    more: str
    less: str


FEATURES = {
    "total_calls": Feature(
        *("Calls in the period", "calls, log scale", "log", "volume", "more calls", "fewer calls")
    ),
    "use_days": Feature(
        *("Days of use", "days, log scale", "log", "habit"),
        *("more days of use", "fewer days of use"),
    ),
    "calls_per_use_day": Feature(
        *("Calls per day of use", "calls a day, log scale", "log", "volume"),
        *("more calls a day", "fewer calls a day"),
    ),
    "use_duration": Feature(
        *("First to last use", "days, log scale", "log1p", "habit"),
        *("a longer time from first to last use", "a shorter time from first to last use"),
    ),
    "days_since_last_use": Feature(
        *("Days since the last use", "days, log scale", "log1p", "recency"),
        *("a longer silence since the last use", "a more recent last use"),
    ),
    "longest_streak": Feature(
        *("Longest run of days", "days, log scale", "log", "habit"),
        *("longer runs of days", "shorter runs of days"),
    ),
    "use_density": Feature(
        *("Days with use, of those from first to last", "share of days", "share", "rhythm"),
        *("denser use", "sparser use"),
    ),
    "weekend_share": Feature(
        *("Use at weekends", "share of the days of use (2/7 = 29% is even)", "share", "week"),
        *("more use at weekends", "less use at weekends"),
    ),
}
OTHER_WORDS = {
    "avg_cont_use": "Mean run of days",
    "total_calls_log10": "Calls, log10",
    "usage_range": "Range of daily calls",
    "mean_usage_scaled": "Mean, own scale",
    "sd_usage_scaled": "Spread, own scale",
    "mean_gap_days": "Days between uses",
    "gap_irregularity": "Irregularity of the gaps",
    "use_centre": "Centre of use",
    "same_weekday_share": "Use on the same weekday",
    "days_before_first_use": "Days before the first use",
    "sd_calls_log10": "Spread of daily calls",
    "busiest_day_share": "Share of the busiest day",
    "peak_count": "Usage peaks",
    "trend_relative": "Trend over the period",
    "growth_log10": "Growth while in use",
}
ALGORITHMS = {
    "kmeans": "k-means",
    "gaussian_mixture": "mixture",
    "ward": "Ward",
    "hdbscan": "HDBSCAN",
    "dbscan": "DBSCAN",
}


def feature_words(feature: str) -> str:
    """Name a feature in words; one that is not known by its column."""
    known = FEATURES.get(feature)
    return known.words if known else OTHER_WORDS.get(feature, feature)
