"""Weekly series made comparable: aligned at first use, on a log scale, relative to their peak."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

# A hundredth of the peak counts as nothing: what remains is the shape, whatever the volume.
DECADES = 2
# Values are rounded to about 5 % of the calls, below which nobody sees a difference of shape.
DECIMALS = 2
PAIR = ["user_id", "api_type"]


@dataclass(frozen=True)
class WeeklySeries:
    """Series of calls per week, each from its first week of use to the end of the window.

    Attributes
    ----------
    pairs : DataFrame
        Columns ``user_id`` and ``api_type``, one row per series.
    calls : ndarray of shape (n_series, n_weeks)
        Calls per week; 0 after the end of a shorter series.
    lengths : ndarray of shape (n_series,)
        Weeks observed.
    """

    pairs: pd.DataFrame
    calls: Floats
    lengths: Integers

    def __getitem__(self, rows: NDArray[np.bool_]) -> "WeeklySeries":
        """Return some of the series."""
        pairs = self.pairs[rows].reset_index(drop=True)
        return WeeklySeries(pairs, self.calls[rows], self.lengths[rows])

    def used_weeks(self) -> Integers:
        """Count the weeks with usage, shape (n_series,)."""
        return (self.calls > 0).sum(axis=1)

    def silent_weeks(self) -> Integers:
        """Count the weeks after the last one with usage, shape (n_series,)."""
        numbers = np.arange(1, self.calls.shape[1] + 1)
        return self.lengths - (numbers * (self.calls > 0)).max(axis=1, initial=0)


def tabulate_series(series: pd.DataFrame) -> WeeklySeries:
    """Put the rows of all weeks into one matrix, whatever their order.

    Parameters
    ----------
    series : DataFrame
        One row per user, API type and week: ``user_id``, ``api_type``, ``week_number`` (0 is the
        week of first use), ``week_count`` (weeks observed) and ``weekly_calls`` (calls per seven
        days). Weeks without use may be absent.

    Returns
    -------
    WeeklySeries
        Sorted by API type and user.

    Raises
    ------
    ValueError
        If a week is given twice or lies outside those observed, if calls are negative or no number,
        or if a series does not start with usage.
    """
    if series.duplicated([*PAIR, "week_number"]).any():
        message = "a week of a user and type is given twice"
        raise ValueError(message)
    grouped = series.groupby(["api_type", "user_id"], sort=True)
    pairs = grouped["week_count"].max().reset_index()
    lengths = pairs["week_count"].to_numpy(dtype=np.int64)
    rows = grouped.ngroup().to_numpy()
    weeks = series["week_number"].to_numpy(dtype=np.int64)
    values = series["weekly_calls"].to_numpy(dtype=np.float64)
    if ((weeks < 0) | (weeks >= lengths[rows])).any():
        message = "a week lies outside the weeks observed"
        raise ValueError(message)
    calls = np.zeros((len(pairs), int(lengths.max(initial=1))))
    calls[rows, weeks] = values
    if not (np.isfinite(values).all() and (values >= 0).all() and (calls[:, 0] > 0).all()):
        message = "calls must be at least 0, and above 0 in the first week of each series"
        raise ValueError(message)
    return WeeklySeries(pairs[PAIR], calls, lengths)


def scale_calls(series: WeeklySeries, gaps: str = "kept") -> Floats:
    """Put the calls on a log scale from 0 (a hundredth of the peak, or none) to 1 (the peak).

    Parameters
    ----------
    series : WeeklySeries
    gaps : str
        ``kept``, or ``bridged``: one week without use takes the mean of its neighbours.

    Returns
    -------
    ndarray of shape (n_series, n_weeks)
        Rounded; 0 after the end of a shorter series.
    """
    used = series.calls > 0
    shares = series.calls / series.calls.max(axis=1, keepdims=True)
    logs = np.log10(shares, out=np.full(shares.shape, -np.inf), where=used)
    scaled = np.clip(1 + logs / DECADES, 0, 1)
    if gaps == "bridged":
        gap = ~used[:, 1:-1] & used[:, :-2] & used[:, 2:]
        scaled[:, 1:-1] = np.where(gap, (scaled[:, :-2] + scaled[:, 2:]) / 2, scaled[:, 1:-1])
    return np.round(scaled, DECIMALS)


def stretch(values: Floats, lengths: Integers, weeks: int) -> Floats:
    """Stretch each series to the same number of weeks, keeping its mean.

    Parameters
    ----------
    values : ndarray of shape (n_series, n_weeks)
    lengths : ndarray of shape (n_series,)
        Weeks that each series has.
    weeks : int
        Weeks that each shall have.

    Returns
    -------
    ndarray of shape (n_series, weeks)
    """
    stretched = np.empty((len(values), weeks))
    for length in np.unique(lengths):
        rows = lengths == length
        starts = np.arange(weeks) * length / weeks
        ends = np.minimum(starts[:, None] + length / weeks, np.arange(length) + 1)
        overlaps = np.maximum(ends - np.maximum(starts[:, None], np.arange(length)), 0)
        stretched[rows] = values[rows, :length] @ overlaps.T * weeks / length
    return stretched
