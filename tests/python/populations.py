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
    "a million users with one day": a_million_users,
}
ONE_GROUP = POPULATIONS.keys() - {"60 types", "one user with all days"}
