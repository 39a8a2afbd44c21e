"""Figures of weeks: calls and active users of everybody, and of each group."""

from collections.abc import Callable

import pandas as pd

from usage_groups.report.charts.boxes_and_bars import Panel, Row
from usage_groups.report.charts.lines_and_cells import Line, line_panel
from usage_groups.report.charts.markup import cut
from usage_groups.report.charts.rows_over_time import trend_panel
from usage_groups.report.charts.writing import fine_share, long_day, plural, short_number
from usage_groups.report.figures.parts import Figure, Part

# Groups of a title: with so many users, where there are some.
ENOUGH_USERS = 5


def draw_totals(whole: Part, weeks: pd.DataFrame) -> Figure:
    """Draw the calls of all users together, and how many of them are active, week by week."""
    own = whole.of(weeks).groupby("week_start")[["weekly_calls", "active_users"]].sum()
    if len(own) < 2:  # noqa: PLR2004
        return Figure("totals", "", "", ())
    days = list(own.index)
    panels = [
        line_panel(title, [Line(title, "g0", tuple(enumerate(own[column])))], "linear", units, days)
        for title, column, units in (
            ("Calls a week", "weekly_calls", (_across(weeks), "calls a week")),
            ("Active users", "active_users", (_across(weeks), "users with use in the week")),
        )
    ]
    first, last = own.iloc[0], own.iloc[-1]
    calls = [short_number(week["weekly_calls"]) for week in (first, last)]
    users = plural(round(last["active_users"]), "user")
    title = (
        f"From {calls[0]} to {calls[1]} calls a week, "
        f"from {first['active_users']:,.0f} to {users} active"
    )
    note = (
        "Everybody of all API types together, from the week of "
        f"{long_day(days[0])} to the last whole one."
    )
    return Figure("totals", title, note, tuple(panels))


def draw_weeks(parts: list[Part], weeks: pd.DataFrame) -> Figure:
    """Draw how many users of each group are active, week by week."""
    return Figure(
        "weeks-active",
        _activity_title(parts[0], weeks),
        "Users of each group with use in the week. Each line starts at zero and has its own scale; "
        "the numbers at its ends are users.",
        tuple(_panels(parts, weeks, "active_users", "active users", "{:,.0f}".format)),
    )


def draw_volumes(parts: list[Part], weeks: pd.DataFrame) -> Figure:
    """Draw the calls of each group, week by week."""
    return Figure(
        "weeks-calls",
        _volume_title(parts[0], weeks),
        "Calls of all users of a group together. Each line starts at zero and has its own scale; "
        "the numbers at its ends are calls a week.",
        tuple(_panels(parts, weeks, "weekly_calls", "calls a week", short_number)),
    )


def _panels(
    parts: list[Part], weeks: pd.DataFrame, column: str, unit: str, write: Callable[[float], str]
) -> list[Panel]:
    panels = []
    for part in parts:
        rows_of_part = part.of(weeks).set_index(["group_id", "week_start"])[column]
        table = rows_of_part.unstack()  # noqa: PD010 pivot_table adds up what is one number
        days = list(table.columns)
        rows = [
            Row(name, colour, tuple(table.loc[group_id])) for group_id, name, colour in part.shown()
        ]
        panels.append(trend_panel(part.title, rows, days, unit, write))
    return panels


def _across(weeks: pd.DataFrame) -> str:
    step = weeks["week_count"].iloc[0]
    return "week starting on" if step == 1 else f"means of {step} weeks"


def _activity_title(whole: Part, weeks: pd.DataFrame) -> str:
    """Say of the most and the least active group how many are active in the mean week."""
    means = whole.of(weeks).groupby("group_id")["active_users"].mean()
    groups = whole.groups[whole.groups["user_count"] >= ENOUGH_USERS]
    groups = whole.groups if groups.empty else groups
    shares = groups["group_id"].map(means) / groups["user_count"]
    said = []
    for place in dict.fromkeys([shares.idxmax(), shares.idxmin()]):
        group = groups.loc[place]
        active, users = means[group["group_id"]], group["user_count"]
        said.append(f"{active:,.0f} of {users:,} of “{cut(group['group_name'])}”")
    return f"In the mean week {' and '.join(said)} are active"


def _volume_title(whole: Part, weeks: pd.DataFrame) -> str:
    """Say which group makes most calls, and which part of them."""
    means = whole.of(weeks).groupby("group_id")["weekly_calls"].mean()
    lead, total = means.idxmax(), means.sum()
    name = whole.groups.set_index("group_id").loc[lead, "group_name"]
    portion = fine_share(means[lead] / total)
    return f"“{cut(name, 60)}” makes {portion} of the calls of the mean week"
