"""What the shape groups look like, and plain words for it."""

import numpy as np
import pandas as pd

from usage_groups.shape_series import WeeklySeries, scale_calls

TOO_SHORT_NAME = "too short for a shape"
OUTLIER_NAME = "unlike the others"
BURST_NAME = "one burst"
NEVER, ALWAYS = float("-inf"), float("inf")
# The first rule that fits a profile names it: from (included) and to (excluded) per measure.
RULES: tuple[tuple[str, dict[str, tuple[float, float]]], ...] = (
    ("growing", {"trend": (0.3, ALWAYS)}),
    ("came back, then stopped", {"silent_share": (0.3, ALWAYS), "span_use_share": (NEVER, 0.5)}),
    ("used a while, then stopped", {"silent_share": (0.3, ALWAYS)}),
    ("fading", {"trend": (NEVER, -0.3)}),
    ("every other week", {"switch_share": (0.75, ALWAYS)}),
    ("now and then", {"span_use_share": (NEVER, 0.6)}),
    ("quiet but for one burst", {"burst_share": (0.6, ALWAYS), "used_weeks": (5, ALWAYS)}),
    ("used most weeks", {"span_use_share": (NEVER, 0.9)}),
    ("steady every week", {}),
)
# For groups of the same name: who has most of a measure, and who has least.
SECOND_WORDS = {
    "used_share": ("busier", "sparser"),
    "silent_share": ("long ago", "lately"),
    "burst_share": ("uneven", "even"),
    "trend": ("rising", "falling"),
}


def measure_shapes(table: WeeklySeries) -> pd.DataFrame:
    """Measure what can be said about each series in words.

    Parameters
    ----------
    table : WeeklySeries

    Returns
    -------
    DataFrame
        One row per series. ``weeks``, ``used_weeks`` and ``silent_weeks`` (after the last use) are
        counts, ``used_share`` and ``silent_share`` their shares of the weeks observed;
        ``span_use_share`` is the share of weeks with use from the first to the last of them,
        ``switch_share`` the share of weeks there that are unlike the week before in being used;
        ``trend`` is the level of the last third of the span less that of the first, in shares of
        the peak on the log scale; ``burst_share`` the share of the calls in the busiest two weeks
        that follow each other.
    """
    scaled = scale_calls(table)
    silent = table.silent_weeks()
    spans = table.lengths - silent
    numbers = np.arange(table.calls.shape[1])
    used = table.calls > 0
    inner = (numbers >= 1) & (numbers < spans[:, None])
    switches = (np.diff(used, axis=1, prepend=True) & inner).sum(axis=1)
    thirds = np.maximum(spans // 3, 1)[:, None]
    early = np.where(numbers < thirds, scaled, 0).sum(axis=1)
    late = ((numbers >= spans[:, None] - thirds) & (numbers < spans[:, None])) * scaled
    two_weeks = table.calls + np.pad(table.calls[:, 1:], ((0, 0), (0, 1)))
    return pd.DataFrame(
        {
            "weeks": table.lengths,
            "used_weeks": table.used_weeks(),
            "silent_weeks": silent,
            "used_share": table.used_weeks() / table.lengths,
            "silent_share": silent / table.lengths,
            "span_use_share": table.used_weeks() / spans,
            "switch_share": switches / np.maximum(spans - 1, 1),
            "trend": (late.sum(axis=1) - early) / thirds.ravel(),
            "burst_share": two_weeks.max(axis=1) / table.calls.sum(axis=1),
        }
    )


def profile_shapes(table: WeeklySeries, labels: np.ndarray) -> pd.DataFrame:
    """Describe each group by its size and the medians of :func:`measure_shapes`.

    Parameters
    ----------
    table : WeeklySeries
    labels : ndarray of shape (n_series,)

    Returns
    -------
    DataFrame
        One row per group, by ``group_id``: ``user_count`` and the medians.
    """
    grouped = measure_shapes(table).groupby(labels, sort=True)
    profiles = grouped.median()
    profiles.insert(0, "user_count", grouped.size())
    return profiles.rename_axis("group_id").reset_index()


def describe_shape(profile: pd.Series) -> str:
    """Name a shape by the first of the `RULES` that fits.

    Parameters
    ----------
    profile : Series
        A row of :func:`profile_shapes`.

    Returns
    -------
    str
        At most 28 characters.
    """
    return next(
        name
        for name, limits in RULES
        if all(low <= profile[measure] < high for measure, (low, high) in limits.items())
    )


def name_shapes(profiles: pd.DataFrame, burst_id: int) -> list[str]:
    """Name each group, with a second word where the first rule that fits is the same.

    Parameters
    ----------
    profiles : DataFrame
        From :func:`profile_shapes`.
    burst_id : int
        The group that is a single burst by rule; any number that is no group if there is none.

    Returns
    -------
    list of str
        Names of at most 40 characters, each once.
    """
    fixed = {-2: TOO_SHORT_NAME, -1: OUTLIER_NAME, burst_id: BURST_NAME}
    names = pd.Series(
        [fixed.get(row["group_id"]) or describe_shape(row) for _, row in profiles.iterrows()],
        index=profiles.index,
        dtype=object,
    )
    for name, same in names.groupby(names, sort=False):
        if len(same) > 1:
            ranked, words = _tell_apart(profiles.loc[same.index, list(SECOND_WORDS)])
            names.loc[ranked] = [f"{name}, {word}" for word in words]
    return names.tolist()


def _tell_apart(profiles: pd.DataFrame) -> tuple[pd.Index, list[str]]:
    """Rank groups of the same name by the measure that sets them furthest apart."""
    measure = (profiles.max() - profiles.min()).idxmax()
    ranked = profiles[measure].sort_values(ascending=False, kind="stable").index
    most, least = SECOND_WORDS[measure]
    if len(ranked) > 3:  # noqa: PLR2004
        return ranked, [f"kind {number}" for number in range(1, len(ranked) + 1)]
    return ranked, [most, "in between", least] if len(ranked) > 2 else [most, least]  # noqa: PLR2004
