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


def give_shapes(series: WeeklySeries, stored: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give every series its group by the stored medoids.

    Parameters
    ----------
    series : WeeklySeries
        Weekly series, as `tabulate_series` makes them.
    stored : str
        The document of the groups, as JSON.

    Returns
    -------
    trials : DataFrame
        As `usage_groups.history.shape_challenger.search_shapes` returns them: nothing was tried.
    labels : DataFrame
        The same of the labels.
    """
    labels = read_shapes(stored).assign(series)
    return with_outcome(untried()), labels.assign(stored_id=labels["group_id"].astype("Int64"))


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
