"""Populations at the edge of what can be grouped, as usage."""

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pandas as pd

COLUMNS = ["dt", "user_id", "type", "api_count"]
FIRST = date(2021, 8, 13)
MILLION = 1_000_000


def usage(rows: list[tuple[int, object, str, int]]) -> pd.DataFrame:
    """Write day numbers as dates."""
    dated = [(FIRST + timedelta(day), user, api_type, calls) for day, user, api_type, calls in rows]
    return pd.DataFrame(dated, columns=COLUMNS)


def of_users(users: int, days: list[int], types: tuple[str, ...] = ("gnql",)) -> pd.DataFrame:
    """Let all users do the same."""
    return usage([(day, user, kind, 5) for user in range(users) for day in days for kind in types])


def many_types() -> pd.DataFrame:
    """Sixty types, each with a few users of a few kinds."""
    draw = np.random.default_rng(0)
    return usage(
        [
            (int(day), user, f"type {kind:02}", int(draw.integers(1, 50)))
            for kind in range(60)
            for user in range(20)
            for day in draw.choice(60, size=1 if user % 2 else 20, replace=False)
        ]
    )


def a_type_with_one_user() -> pd.DataFrame:
    """Add one user with another type to users of one type."""
    return pd.concat([of_users(30, [0, 3, 9]), usage([(4, 99, "rare", 7)])])


def one_user_with_all_days() -> pd.DataFrame:
    """Add one user with every day to users with one day."""
    return pd.concat([of_users(60, [20]), usage([(day, "daily", "gnql", 9) for day in range(118)])])


def a_million_users() -> pd.DataFrame:
    """Use an API on one day, each."""
    numbers = np.arange(MILLION)
    days = pd.Timestamp(FIRST) + pd.to_timedelta(numbers % 118, unit="D")
    return pd.DataFrame(
        {"dt": days.strftime("%Y-%m-%d"), "user_id": numbers, "type": "gnql", "api_count": 1}
    )


def jobs(kind: str, counts: tuple[int, ...]) -> pd.DataFrame:
    """Let programs call daily, weekly or once, each like the others of its rhythm."""
    rhythms = ((range(0, 120, 1), 20), (range(0, 120, 7), 300), ([40], 2))
    return usage(
        [
            (day, f"{kind} {rhythm} {number}", kind, calls)
            for rhythm, (users, (days, calls)) in enumerate(zip(counts, rhythms, strict=True))
            for number in range(users)
            for day in days
        ]
    )


def irregular(kind: str, *, days: int, calls: int, users: int, seed: int) -> pd.DataFrame:
    """Let users call on days of their own."""
    draw = np.random.default_rng(seed)
    return usage(
        [
            (int(day), f"{kind} {days} {calls} {user}", kind, int(draw.integers(calls, 2 * calls)))
            for user in range(users)
            for day in draw.choice(118, days, replace=False)
        ]
    )


def edges_at_once() -> pd.DataFrame:
    """Put what is hard to compare, to name or to add up into types of their own."""
    letters = [
        (day, f"letters {user}", kind, 5)
        for user in range(24)
        for kind in "abcdef"
        for day in (range(0, 118, 4 + user % 3) if user % 2 else (1, 60))
    ]
    cases = [
        (day, f"{kind} {user}", kind, 5)
        for kind in ("gnql", "Gnql")
        for user in range(20)
        for day in ([3] if user < 12 else range(0, 118, 2))
    ]
    alike = [(day, f"alike {user}", "alike", 5 + user % 2) for user in range(40) for day in (1, 9)]
    huge = [
        (day, f"huge {user}", "huge", 10**14 * (1 + user % 7))
        for user in range(21)
        for day in range(0, 60, 1 + user % 3)
    ]
    regular = [
        irregular("regular", days=days, calls=calls, users=20, seed=number)
        for number, (days, calls) in enumerate([(14, 1_500), (24, 40_000), (34, 1_500)])
    ]
    parts = [jobs("jobs", (23, 17, 31)), jobs("few jobs", (6, 5, 7)), *regular]
    return pd.concat([*parts, *map(usage, (letters, cases, alike, huge))])


POPULATIONS: dict[str, Callable[[], pd.DataFrame]] = {
    "one user": lambda: of_users(1, [0, 1, 5]),
    "one user on one day": lambda: of_users(1, [0]),
    "two users": lambda: of_users(2, [0, 4]),
    "all users alike": lambda: of_users(200, [0, 1, 2, 30]),
    "all users alike, with two types": lambda: of_users(40, [0, 9], ("gnql", "riot")),
    "only one day": lambda: of_users(100, [0]),
    "a type with one user": a_type_with_one_user,
    "one user with all days": one_user_with_all_days,
    "60 types": many_types,
    "edges at once": edges_at_once,
    "a million users with one day": a_million_users,
}
ONE_GROUP = POPULATIONS.keys() - {"60 types", "one user with all days", "edges at once"}
