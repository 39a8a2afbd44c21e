"""Weekly series made comparable: aligned at first use, on a log scale, relative to their peak."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

# A hundredth of the peak counts as nothing: what remains is the shape, whatever the volume.
DECADES = 2
# Elastic distances take time by the square of the weeks: of long periods several make a step.
MOST_STEPS = 156
# Values are rounded to about 5 % of the calls, below which nobody sees a difference of shape.
DECIMALS = 2
# A shape needs three weeks of use and a month to show it in.
LEAST_USED_WEEKS = 3
LEAST_WEEKS = 4
# At most two weeks from the first use, then silence for a month: that is known to be a burst.
BURST_WEEKS = 2
BURST_SILENCE = 4


@dataclass(frozen=True)
class WeeklySeries:
    """Series of calls per week, each from its first week of use to the end of the window.

    Attributes
    ----------
    calls : ndarray of shape (n_series, n_weeks)
        Calls per seven days; 0 after the end of a shorter series.
    lengths : ndarray of shape (n_series,)
        Weeks observed.
    step_weeks : int
        Weeks that each of these stands for, more than one in long periods.
    """

    calls: Floats
    lengths: Integers
    step_weeks: int = 1

    def __getitem__(self, rows: NDArray[np.bool_]) -> "WeeklySeries":
        """Return some of the series."""
        return WeeklySeries(self.calls[rows], self.lengths[rows], self.step_weeks)

    def used_weeks(self) -> Integers:
        """Count the weeks with usage, shape (n_series,)."""
        return (self.calls > 0).sum(axis=1)

    def silent_weeks(self) -> Integers:
        """Count the weeks after the last one with usage, shape (n_series,)."""
        weeks = self.calls.shape[1]
        return self.lengths - weeks + np.argmax(self.calls[:, ::-1] > 0, axis=1)


def tabulate_series(
    week_numbers: Integers,
    week_counts: Integers,
    weekly_calls: Floats,
    most_weeks: int | None = None,
) -> WeeklySeries:
    """Put the weeks of all series into one matrix, of periods above three years in longer steps.

    Parameters
    ----------
    week_numbers : ndarray of shape (n_used_weeks,)
        Weeks since the first use. Each series begins with its week 0.
    week_counts : ndarray of shape (n_used_weeks,)
        Weeks observed of the series.
    weekly_calls : ndarray of shape (n_used_weeks,)
        Calls per seven days. Weeks without use may be absent.
    most_weeks : int, optional
        Weeks observed of the longest of all series, of which these may be some.

    Returns
    -------
    WeeklySeries
        In the same order, with at most ``MOST_STEPS`` weeks, or steps of as many weeks as it takes.

    Raises
    ------
    ValueError
        If weeks are not in order or lie outside those observed, or if calls are negative or no
        number, or not above 0 in the first week.
    """
    is_first = week_numbers == 0
    if (np.diff(week_numbers) <= 0)[~is_first[1:]].any() or not is_first[:1].all():
        message = "the weeks of a series are not in order, from 0 on"
        raise ValueError(message)
    if (week_numbers >= week_counts).any():
        message = "a week lies outside the weeks observed"
        raise ValueError(message)
    if (
        not (np.isfinite(weekly_calls) & (weekly_calls >= 0)).all()
        or (weekly_calls[is_first] <= 0).any()
    ):
        message = "calls must be at least 0, and above 0 in the first week of each series"
        raise ValueError(message)
    lengths = week_counts[is_first]
    weeks = -(-int(most_weeks or week_counts.max(initial=1)) // MOST_STEPS)
    steps = -(-lengths // weeks)
    calls = np.zeros((len(lengths), int(steps.max(initial=1))))
    places = np.cumsum(is_first) - 1, week_numbers // weeks
    np.add.at(calls, places, weekly_calls)
    if weeks > 1:
        calls /= np.clip(lengths[:, None] - weeks * np.arange(calls.shape[1]), 1, weeks)
    return WeeklySeries(calls, steps, weeks)


def find_shaped(table: WeeklySeries) -> NDArray[np.bool_]:
    """Tell which series have enough weeks to show a shape, shape (n_series,)."""
    return (table.used_weeks() >= LEAST_USED_WEEKS) & (table.lengths >= LEAST_WEEKS)


def find_bursts(table: WeeklySeries) -> NDArray[np.bool_]:
    """Tell which series are one or two weeks of use and then a month of silence or more."""
    silent = table.silent_weeks()
    return (table.lengths - silent <= BURST_WEEKS) & (silent >= BURST_SILENCE)


def scale_calls(series: WeeklySeries, gaps: str = "kept") -> Floats:
    """Put the calls on a log scale from 0 (a hundredth of the peak, or none) to 1 (the peak).

    Parameters
    ----------
    series : WeeklySeries
        Weekly series, as `tabulate_series` makes them.
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


def find_distinct(values: Floats, lengths: Integers) -> tuple[Integers, Integers, Integers]:
    """Find the series that differ, sorted by their values and then by length.

    Parameters
    ----------
    values : ndarray of shape (n_series, n_weeks)
        As `scale_calls` returns them.
    lengths : ndarray of shape (n_series,)
        Weeks that each series has.

    Returns
    -------
    first : ndarray of shape (n_distinct,)
        A series of each kind.
    inverse : ndarray of shape (n_series,)
        Which of them each series equals.
    counts : ndarray of shape (n_distinct,)
        How many series equal it.
    """
    # Bytes sort quickest, and hold all that rounding has left; lengths with the high byte first.
    hundredths = np.rint(values * 10**DECIMALS).astype(np.uint8)
    keys = np.hstack([hundredths, lengths.astype(">u2")[:, None].view(np.uint8)])
    rows = np.ascontiguousarray(keys).view(f"V{keys.shape[1]}").ravel()
    _, first, inverse, counts = np.unique(
        rows, return_index=True, return_inverse=True, return_counts=True
    )
    return first, inverse.ravel(), counts


def stretch(values: Floats, lengths: Integers, weeks: int) -> Floats:
    """Stretch each series to the same number of weeks, keeping its mean.

    Parameters
    ----------
    values : ndarray of shape (n_series, n_weeks)
        Scaled series.
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
        # In whole numbers, whose sums need no rounding.
        parts = np.rint(overlaps * weeks)
        hundredths = np.rint(values[rows, :length] * 10**DECIMALS)
        stretched[rows] = hundredths @ parts.T / (10**DECIMALS * length)
    return stretched
