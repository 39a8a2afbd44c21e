"""What features and algorithms are called, and how features are drawn."""

import math
from dataclasses import dataclass

from usage_groups.report.charts.scales import share


@dataclass(frozen=True)
class Feature:
    """How a feature is shown.

    Parameters
    ----------
    words : str
    unit : str
    scale : {"share", "log", "log1p"}
    """

    words: str
    unit: str
    scale: str


FEATURES = {
    "total_calls": Feature("Calls in the period", "calls, log scale", "log"),
    "use_days": Feature("Days of use", "days, log scale", "log"),
    "calls_per_use_day": Feature("Calls per day of use", "calls a day, log scale", "log"),
    "use_duration": Feature("First to last use", "days, log scale", "log1p"),
    "days_since_last_use": Feature("Days since the last use", "days, log scale", "log1p"),
    "longest_streak": Feature("Longest run of days", "days, log scale", "log"),
    "use_density": Feature("Days with use, of those from first to last", "share of days", "share"),
    "weekend_share": Feature(
        "Use at weekends", "share of the days of use (2/7 = 29% is even)", "share"
    ),
}


@dataclass(frozen=True)
class Trait:
    """What may set a group apart and stands nowhere else beside it.

    Parameters
    ----------
    words : str
    is_share : bool
        Otherwise a number of which ratios count.
    """

    words: str
    is_share: bool

    def distance(self, low: float, high: float) -> float:
        """Return how far the second lies above the first: 1 is what people would remark."""
        if math.isnan(low) or math.isnan(high):
            return 0.0
        return (high - low) / 0.15 if self.is_share else math.log2(max(high, 1) / max(low, 1))

    def write(self, value: float) -> str:
        """Write a value of it."""
        return share(value) if self.is_share else f"{value:,.0f}"


TRAITS = {
    "longest_streak": Trait("longest run of days", is_share=False),
    "peak_count": Trait("usage peaks", is_share=False),
    "weekend_share": Trait("use at weekends", is_share=True),
    "busiest_day_share": Trait("calls on the busiest day", is_share=True),
    "same_weekday_share": Trait("use on one and the same weekday", is_share=True),
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
