"""Users given to stored groups by shape, without importing what only a search needs."""

import numpy as np
import pandas as pd

from usage_groups.shapes.model import TRIAL_COLUMNS, read_shapes
from usage_groups.shapes.series import WeeklySeries

_UNTRIED_TYPES = dict.fromkeys(TRIAL_COLUMNS, "float64") | {
    "algorithm": "str",
    "parameters": "str",
    "cluster_count": "Int64",
    "is_selected": "bool",
}


def give_shapes(series: WeeklySeries, document: str, stored: str | None) -> pd.DataFrame:
    """Give every series its group by medoids, whoever else there is.

    Parameters
    ----------
    series : WeeklySeries
        Weekly series, as `tabulate_series` makes them.
    document : str
        Of the groups in use, as JSON.
    stored : str or None
        Of those before.

    Returns
    -------
    DataFrame
        One row per series, by the groups in use: the columns of `ShapeModel.assign`, and
        ``stored_id`` (the number of the group by the stored medoids, missing where there are none).
    """
    labels = read_shapes(document).assign(series)
    stored_ids = pd.Series(pd.NA, labels.index)
    if stored == document:
        stored_ids = labels["group_id"]
    elif stored is not None:
        stored_ids = read_shapes(stored).assign(series)["group_id"]
    return labels.assign(stored_id=stored_ids.astype("Int64"))


def untried() -> pd.DataFrame:
    """Return the row without an algorithm that stands for groups where nothing was tried."""
    row = pd.DataFrame(columns=TRIAL_COLUMNS).reindex([0])
    return row.assign(is_selected=True).astype(_UNTRIED_TYPES)


def with_outcome(
    trials: pd.DataFrame,
    *,
    gain: float = np.nan,
    reason: str | None = None,
    outcome: str | None = None,
    model: str | None = None,
) -> pd.DataFrame:
    """Say of the candidate in use, and of no other, how it came to be so."""
    selected = trials["is_selected"].to_numpy(dtype=bool)
    texts = {"reason": reason, "outcome": outcome, "model": model}
    return trials.assign(
        gain=np.where(selected, gain, np.nan),
        **{
            name: pd.array([text if is_selected else None for is_selected in selected], dtype="str")
            for name, text in texts.items()
        },
    )
