"""What features and algorithms are called, and how features are drawn."""

from dataclasses import dataclass, fields

import pandas as pd


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
    is_charted : bool
        Whether it has a chart, and those texts that only charted features have.
    """

    words: str
    unit: str
    axis: str
    kind: str
    more: str
    less: str
    is_charted: bool


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
