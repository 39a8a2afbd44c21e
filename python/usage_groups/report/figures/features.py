"""What features and algorithms are called, and how features are drawn."""

import math
from dataclasses import dataclass, fields

import pandas as pd

from usage_groups.report.charts.writing import share


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
    apart : str
        What it is called where it sets a group apart; missing where it never does.
    is_charted : bool
        Whether it has a chart, and an axis.
    """

    words: str
    unit: str
    axis: str
    apart: str
    is_charted: bool

    @property
    def is_share(self) -> bool:
        """Whether its values are shares; of others ratios count."""
        return self.unit.startswith("share")

    def distance(self, low: float, high: float) -> float:
        """Return how far the second value lies above the first: 1 is what people would remark."""
        if math.isnan(low) or math.isnan(high):
            return 0.0
        return (high - low) / 0.15 if self.is_share else math.log2(max(high, 1) / max(low, 1))

    def write(self, value: float) -> str:
        """Write a value of it."""
        return share(value) if self.is_share else f"{value:,.0f}"


ALGORITHMS = {
    "kmeans": "k-means",
    "gaussian_mixture": "mixture",
    "ward": "Ward",
    "hdbscan": "HDBSCAN",
    "dbscan": "DBSCAN",
}


def read_features(catalogue: pd.DataFrame) -> dict[str, Feature]:
    """Read the catalogue of features (seeds/features.csv): those with charts first, in their order.

    Parameters
    ----------
    catalogue : DataFrame
        One row per feature: ``name``, the attributes of `Feature`, and ``charted``, its place among
        the charts, missing where it has none.
    """
    ordered = catalogue.sort_values(["charted", "name"], na_position="last")
    columns = [field.name for field in fields(Feature)]
    return {
        row["name"]: Feature(**{name: row[name] for name in columns})
        for _, row in ordered.assign(is_charted=ordered["charted"].notna()).iterrows()
    }
