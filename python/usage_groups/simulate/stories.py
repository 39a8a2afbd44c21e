"""Users who keep a habit for months, and users who change what they do on a day that is known."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from usage_groups.simulate.personas import Days, heavy_tailed, is_weekend, to_counts


@dataclass(frozen=True)
class Habit:
    """On which share of the weekdays and weekend days an API is called, and how often a day."""

    weekday_share: float
    weekend_share: float
    daily_calls: float
    roots: int


@dataclass(frozen=True)
class Story:
    """What a user does before a day and from it on, and for how many days before it nothing.

    The day is at most and at least so many days before the last one.
    """

    before: str | None
    after: str | None
    earliest: int
    latest: int
    silent_days: int = 0


HABITS = {
    "now_and_then": Habit(0.17, 0.05, 4.0, 2),
    "working_days": Habit(0.42, 0.02, 60.0, 2),
    "every_day": Habit(0.97, 0.97, 80.0, 3),
    "key_account": Habit(0.97, 0.97, 5_000.0, 3),
}
STORIES = {
    "growing": Story("now_and_then", "every_day", 170, 40),
    "slowing": Story("working_days", "now_and_then", 170, 40),
    "leaving": Story("working_days", None, 170, 10),
    "returning": Story("working_days", "working_days", 100, 15, silent_days=110),
    "newcomer": Story(None, "working_days", 140, 8),
    "leaving_for_another": Story("working_days", None, 170, 40),
    "coming_from_another": Story(None, "working_days", 170, 40),
}


def draw_habit(
    habit: str | None, generator: np.random.Generator, level: float, days: Days
) -> tuple[Days, NDArray[np.float64]]:
    """Draw on which of some days a user of a habit comes, and the calls on each.

    Parameters
    ----------
    habit : str or None
        A key of `HABITS`; None is no use.
    generator : numpy.random.Generator
        Source of the draws.
    level : float
        What the calls of the habit are multiplied by.
    days : ndarray of shape (n_candidates,)
        The days, counted from `FIRST_DAY`.

    Returns
    -------
    used : ndarray of shape (n_days,)
        Days with usage, ascending.
    calls : ndarray of shape (n_days,)
        Calls on each, not yet whole.
    """
    if habit is None:
        return days[:0], np.empty(0)
    kind = HABITS[habit]
    shares = np.where(is_weekend(days), kind.weekend_share, kind.weekday_share)
    used = days[generator.random(len(days)) < shares]
    # Somebody who comes at all comes on the first weekday.
    if not len(used):
        used = days[~is_weekend(days)][:1]
    calls = kind.daily_calls * level * heavy_tailed(generator, 1, len(used), kind.roots)
    return used, calls


def draw_story(
    name: str, generator: np.random.Generator, scale: float, window: Days, position: float
) -> tuple[Days, NDArray[np.int64], int | None]:
    """Draw what a user of a story, or of a habit that stays the same, does with one API.

    Parameters
    ----------
    name : str
        A key of `STORIES` or `HABITS`.
    generator : numpy.random.Generator
        Source of the draws.
    scale : float
        Size of the API's calls relative to others.
    window : ndarray of shape (n_window_days,)
        The days of the file, one after the other, counted from `FIRST_DAY`.
    position : float
        Where the day of the change is, from 0 for the earliest to 1 for the latest.

    Returns
    -------
    days : ndarray of shape (n_days,)
        Distinct days with usage, ascending, counted from `FIRST_DAY`.
    counts : ndarray of shape (n_days,)
        Calls on each of them, at least 1.
    changed_on : int or None
        The first day of what the user does since, counted from `FIRST_DAY`.
    """
    level = scale * heavy_tailed(generator, 1, 1, 2)[0]
    if name in HABITS:
        days, calls = draw_habit(name, generator, level, window)
        return days, to_counts(calls), None
    story = STORIES[name]
    before_end = story.earliest - round(position * (story.earliest - story.latest))
    changed_on = int(window[-1]) - before_end
    earlier = window[window < changed_on - story.silent_days]
    first_days, first_calls = draw_habit(story.before, generator, level, earlier)
    later = window[window >= changed_on]
    last_days, last_calls = draw_habit(story.after, generator, level, later)
    calls = np.concatenate([first_calls, last_calls])
    return np.concatenate([first_days, last_days]), to_counts(calls), changed_on
