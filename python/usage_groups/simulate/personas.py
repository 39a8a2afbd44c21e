"""Kinds of API users as the daily usage logs of each would show them, for made-up data.

A persona is a function that draws the days on which one user calls one API, and the calls on each.
Only uniform draws, arithmetic and square roots are used: IEEE 754 fixes the result of each of them
to the last bit, so that a seed gives the same counts on every platform.
"""

from collections.abc import Callable
from datetime import date

import numpy as np
from numpy.typing import NDArray

FIRST_DAY = date(2021, 8, 13)
WINDOW_DAYS = 118
MAX_DAILY_CALLS = 9_000_000

DAYS = np.arange(WINDOW_DAYS)
SATURDAY = 5
BATCH_PERIODS = (7, 7, 14, 30)

Days = NDArray[np.int64]
Draw = tuple[Days, NDArray[np.float64]]
Persona = Callable[[np.random.Generator, float, Days], Draw]


def is_weekend(days: Days) -> NDArray[np.bool_]:
    """Tell which days, counted from `FIRST_DAY`, are Saturdays and Sundays."""
    return (days + FIRST_DAY.weekday()) % 7 >= SATURDAY


IS_WEEKEND = is_weekend(DAYS)


def heavy_tailed(
    generator: np.random.Generator, median: float, size: int, roots: int
) -> NDArray[np.float64]:
    """Draw from a log-logistic distribution, which is symmetric about its median in logarithms.

    Parameters
    ----------
    generator : numpy.random.Generator
        Source of the draws.
    median : float
        Value that half of the draws exceed.
    size : int
        Number of draws.
    roots : int
        How often the square root of the odds is taken. One draw in a hundred exceeds 99 times the
        median with 0 roots, 10 times with 1, and 3.2 times with 2.

    Returns
    -------
    ndarray of shape (size,)
        Values of at least 0, in the unit of `median`.
    """
    uniform = generator.random(size)
    odds = uniform / (1 - uniform)
    for _ in range(roots):
        odds = np.sqrt(odds)
    return median * odds


def pick_days(generator: np.random.Generator, candidates: Days, count: int) -> Days:
    """Pick distinct days, of which a weekend day is half as likely as a weekday.

    Parameters
    ----------
    generator : numpy.random.Generator
        Source of the draws.
    candidates : ndarray of shape (n_candidates,)
        Distinct days to pick from, counted from `FIRST_DAY`.
    count : int
        Number of days to pick; all are taken where there are no more.

    Returns
    -------
    ndarray of shape (min(count, n_candidates),)
        The picked days, ascending.
    """
    keys = generator.random(len(candidates))
    # Weighted sampling keeps the largest u ** (1 / weight): the weight of one half is a square.
    keys = np.where(is_weekend(candidates), keys * keys, keys)
    return np.sort(candidates[np.argsort(-keys, kind="stable")[:count]])


def one_off(generator: np.random.Generator, scale: float, days: Days) -> Draw:
    """Come on a single day, for anything between one look and one large download."""
    return pick_days(generator, days, 1), heavy_tailed(generator, 4 * scale, 1, 0)


def trial(generator: np.random.Generator, scale: float, days: Days) -> Draw:
    """Try for two to six days within two weeks, then nothing for at least two weeks more."""
    return _try(generator, scale, days, len(days) - 28)


def open_trial(generator: np.random.Generator, scale: float, days: Days) -> Draw:
    """Try for up to six days within two weeks, begun on any day: some have just begun."""
    return _try(generator, scale, days, len(days))


def _try(generator: np.random.Generator, scale: float, days: Days, starts: int) -> Draw:
    """Try for some days, begun on one of the first so many."""
    start = pick_days(generator, days[:starts], 1)
    # The smaller of two draws makes short trials the common ones.
    more = int(generator.integers(1, 6, 2).min())
    first = start[0] - days[0]
    used = np.concatenate([start, pick_days(generator, days[first + 1 : first + 14], more)])
    level = heavy_tailed(generator, 5 * scale, 1, 1)
    return used, level * heavy_tailed(generator, 1, len(used), 1)


def steady_automation(generator: np.random.Generator, scale: float, days: Days) -> Draw:
    """Call every day of the week with a near-constant count, but for one to four days of outage."""
    # Squared, for some machines send one call a day and others a million.
    level = 200 * scale * heavy_tailed(generator, 1, 1, 0) ** 2
    running = days[generator.integers(0, 50) :]
    used = np.sort(generator.permutation(running)[generator.integers(1, 5) :])
    # A retry or two a day, so that small counts vary as well.
    retries = generator.integers(0, 3, len(used))
    variation = 0.98 + 0.04 * generator.random(len(used))
    return used, np.minimum(level, MAX_DAILY_CALLS / 2) * variation + retries


def working_week(generator: np.random.Generator, scale: float, days: Days) -> Draw:
    """Work by hand on some weekdays and on no weekend day, to the end, with variable counts."""
    tenure = days[generator.integers(0, 50) :]
    weekdays = tenure[~is_weekend(tenure)]
    share = 0.15 + 0.3 * generator.random()
    used = pick_days(generator, weekdays, round(share * len(weekdays)))
    level = heavy_tailed(generator, 15 * scale, 1, 1)
    return used, level * heavy_tailed(generator, 1, len(used), 1)


def periodic_batch(generator: np.random.Generator, scale: float, days: Days) -> Draw:
    """Run the same large job every 7th, 14th or 30th day, to the end, one run missed at most."""
    period = BATCH_PERIODS[generator.integers(len(BATCH_PERIODS))]
    runs = days[generator.integers(0, min(period, 28)) :: period]
    missed = int(generator.integers(1, 40))
    # Never the first or the last run, and mostly none at all.
    runs = np.delete(runs, missed) if missed < len(runs) - 1 else runs
    level = heavy_tailed(generator, 150 * scale, 1, 1)
    return runs, level * (0.9 + 0.2 * generator.random(len(runs)))


def ramping_up(generator: np.random.Generator, scale: float, days: Days) -> Draw:
    """Start small in the last three months, then use more often and more each time, to the end."""
    begun = days[-WINDOW_DAYS:][int(generator.integers(30, 80)) :]
    progress = np.arange(len(begun)) / len(begun)
    is_used = generator.random(len(progress)) < 0.15 + 0.7 * progress
    is_used[[0, -1 - int(generator.integers(0, 3))]] = True
    growth = 1 + (10 + 30 * generator.random()) * progress * progress
    level = heavy_tailed(generator, 5 * scale, 1, 1)
    counts = level * growth * heavy_tailed(generator, 1, len(progress), 2)
    return begun[is_used], counts[is_used]


def lapsed(generator: np.random.Generator, scale: float, days: Days) -> Draw:
    """Use regularly for three to eight weeks, and stop two months before the end or earlier."""
    shift = generator.integers(0, len(days) - WINDOW_DAYS + 1)
    start, stop = generator.integers(0, 14), generator.integers(32, WINDOW_DAYS // 2)
    share = 0.3 + 0.4 * generator.random()
    used = pick_days(generator, days[shift + start : shift + stop], round(share * (stop - start)))
    level = heavy_tailed(generator, 12 * scale, 1, 1)
    return used, level * heavy_tailed(generator, 1, len(used), 2)


def no_pattern(generator: np.random.Generator, scale: float, days: Days) -> Draw:
    """Use on any days at all, two to forty of them, with counts of any size."""
    count = min(40, 2 + int(heavy_tailed(generator, 4, 1, 1)[0]))
    used = np.sort(generator.permutation(days)[:count])
    level = heavy_tailed(generator, 20 * scale, 1, 0)
    return used, level * heavy_tailed(generator, 1, count, 0)


PERSONAS: dict[str, Persona] = {
    persona.__name__: persona
    for persona in (
        one_off,
        trial,
        open_trial,
        steady_automation,
        working_week,
        periodic_batch,
        ramping_up,
        lapsed,
        no_pattern,
    )
}


def draw_usage(
    persona: str, generator: np.random.Generator, scale: float, window: Days = DAYS
) -> tuple[Days, NDArray[np.int64]]:
    """Draw what one user of a persona does with one API.

    Parameters
    ----------
    persona : str
        A key of `PERSONAS`.
    generator : numpy.random.Generator
        Source of the draws.
    scale : float
        Size of the API's calls relative to others: every count is proportional to it.
    window : ndarray of shape (n_window_days,), optional
        The days to draw from, one after the other, counted from `FIRST_DAY`; at least
        `WINDOW_DAYS` of them.

    Returns
    -------
    days : ndarray of shape (n_days,)
        Distinct days with usage, ascending, counted from `FIRST_DAY`.
    counts : ndarray of shape (n_days,)
        Calls on each of them, from 1 to `MAX_DAILY_CALLS`.
    """
    days, counts = PERSONAS[persona](generator, scale, window)
    return days, to_counts(counts)


def to_counts(amounts: NDArray[np.float64]) -> NDArray[np.int64]:
    """Round amounts to whole calls, from 1 to `MAX_DAILY_CALLS`, in an array of the same shape."""
    return np.clip(np.rint(amounts), 1, MAX_DAILY_CALLS).astype(np.int64)
