"""Figures: frames of aggregates become titled sets of small charts."""

from collections.abc import Iterator

import pandas as pd

from usage_groups.report.charts.axes import share, short_number
from usage_groups.report.charts.boxes_and_bars import Panel, Row, bar_panel, box_panel, colour_of
from usage_groups.report.charts.lines_and_cells import Line, cell_panel, line_panel
from usage_groups.report.charts.markup import cut
from usage_groups.report.figures.features import Feature
from usage_groups.report.figures.parts import MOST_GROUPS, Figure, Part, label_of

BOX_NOTE = (
    "A box holds the middle half of the users of a group, its line 90% of them; "
    "the dark mark is the median, written at the right."
)
# What titles may claim: a difference of shares, days of use, a share of them at weekends.
UNEQUAL, ENOUGH_DAYS, QUIET_WEEKEND = 0.1, 30, 0.15
# Key accounts that a title names.
MOST_NAMED = 4
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def draw_sizes(parts: list[Part], accounts: pd.DataFrame) -> Figure:
    """Draw the share of users and of calls that each group has."""
    panels = []
    for part in parts:
        rows = [
            Row(label_of(row.group_name), colour_of(row.group_id), (row.user_share, row.call_share))
            for row in part.groups.head(MOST_GROUPS).itertuples()
        ]
        panels.append(bar_panel(part.title, rows, ("of users", "of calls")))
    title = _sizes_title(parts, accounts[accounts["api_type"].isna()].sort_values("rank"))
    note = "Filled bars are shares of the users, outlined ones of the calls."
    return Figure("groups", title, note, tuple(panels))


def _sizes_title(parts: list[Part], accounts: pd.DataFrame) -> str:
    """Name the few who make most of all calls, else the group that makes most for its size."""
    if len(accounts):
        names = ", ".join(cut(user, 20) for user in accounts["user_id"].head(MOST_NAMED))
        more = f" and {len(accounts) - MOST_NAMED} more" if len(accounts) > MOST_NAMED else ""
        verb = "makes" if len(accounts) == 1 else "make"
        return f"{names}{more} {verb} {share(accounts['call_share'].sum())} of all calls"
    groups = pd.concat([part.groups for part in parts])
    if len(groups) == len(parts):
        return "One group each: nothing divides these users reliably"
    lead = groups.loc[(groups["call_share"] - groups["user_share"]).idxmax()]
    if lead["call_share"] - lead["user_share"] < UNEQUAL:
        return "No group makes many more calls than its share of the users"
    place = next(part.place for part in parts if lead.name in part.groups.index)
    return (
        f"{share(lead['user_share'])} of the users make {share(lead['call_share'])} of the calls: "
        f"“{cut(label_of(lead['group_name']), 60)}” {place}"
    )


def draw_weeks(parts: list[Part], weeks: pd.DataFrame) -> Figure:
    """Draw the share of each group that is active, week by week."""
    return Figure(
        "weeks-active",
        _activity_title(parts, weeks),
        "Share of a group that has usage in the week; a last week that is cut is left out.",
        tuple(_weekly(parts, weeks, "active_share", "share", "active users")),
    )


def draw_volumes(parts: list[Part], weeks: pd.DataFrame) -> Figure:
    """Draw the weekly calls of each group's median active user."""
    return Figure(
        "weeks-calls",
        _volume_title(parts, weeks),
        "Median calls of those active in the week, on a log scale; a gap is a week without any.",
        tuple(_weekly(parts, weeks, "weekly_calls", "log", "calls a week, log scale")),
    )


def _weekly(
    parts: list[Part], weeks: pd.DataFrame, column: str, kind: str, unit: str
) -> Iterator[Panel]:
    for part in parts:
        rows = part.of(weeks).sort_values("week_start")
        starts = rows["week_start"].drop_duplicates().tolist()
        numbers = {start: number for number, start in enumerate(starts)}
        lines = []
        for group_id, name, colour in part.shown():
            own = rows[rows["group_id"] == group_id]
            points = tuple(
                (numbers[start], None if pd.isna(value) else float(value))
                for start, value in zip(own["week_start"], own[column], strict=True)
            )
            lines.append(Line(name, colour, points))
        ends = tuple(f"{starts[place]:%d %b %Y}" for place in (0, -1))
        step = rows["week_count"].iloc[0]
        across = "week starting on" if step == 1 else f"steps of {step} weeks"
        if len(starts) == 1:
            ends = (ends[0], "")
        yield line_panel(part.title, lines, kind, (across, unit), ends)


def _extremes(
    parts: list[Part], weeks: pd.DataFrame, column: str
) -> tuple[tuple[float, str], tuple[float, str]]:
    """Find the groups with the least and the most of a column in their middle week."""
    found = []
    for part in parts:
        middles = part.of(weeks).groupby("group_id")[column].median()
        found += [
            (float(middles[group_id]), f"“{cut(name)}” {part.place}")
            for group_id, name, _ in part.shown()
            if group_id >= 0 and not pd.isna(middles[group_id])
        ]
    return min(found), max(found)


def _activity_title(parts: list[Part], weeks: pd.DataFrame) -> str:
    low, high = _extremes(parts, weeks, "active_share")
    if low[0] == high[0]:
        return f"In a typical week {share(high[0])} of the users are active"
    ends = [f"{share(value)} of {group}" for value, group in (high, low)]
    return f"In a typical week {ends[0]} are active, {ends[1]}"


def _volume_title(parts: list[Part], weeks: pd.DataFrame) -> str:
    low, high = _extremes(parts, weeks, "weekly_calls")
    title = f"An active user of {high[1]} makes {short_number(high[0])} calls a week"
    return title + ("" if low[0] == high[0] else f", of {low[1]} {short_number(low[0])}")


def draw_weekdays(parts: list[Part], weekdays: pd.DataFrame) -> Figure:
    """Draw on which days of the week each group uses it."""
    panels, weekends = [], []
    for part in parts:
        rows = part.of(weekdays).set_index(["group_id", "day_of_week"])["day_share"]
        days = part.of(weekdays).groupby("group_id")["use_days"].sum()
        shares = [
            [float(rows.get((group_id, day), 0.0)) for day in range(1, 8)]
            for group_id, _, _ in part.shown()
        ]
        weekends += [
            (row[5] + row[6], f"“{cut(name)}” {part.place}")
            for row, (group_id, name, _) in zip(shares, part.shown(), strict=True)
            if group_id >= 0 and days[group_id] >= ENOUGH_DAYS
        ]
        names = [name for _, name, _ in part.shown()]
        panels.append(cell_panel(part.title, names, WEEKDAYS, shares, full=0.3))
    weekend, group = min(weekends, default=(1.0, ""))
    title = "No group keeps its weekends free"
    if weekend < QUIET_WEEKEND:
        title = f"{group} rests most at weekends: {share(weekend)} of its days of use"
    if not weekends:
        title = "There are too few days of use to tell a weekly rhythm"
    note = "Share of the days of use on each day of the week; without a rhythm each has 14%."
    return Figure("weekdays", title, note, tuple(panels))


def draw_features(
    part: Part, quantiles: pd.DataFrame, features: dict[str, Feature], number: int
) -> Figure:
    """Draw the features of a part's groups as boxes."""
    own = {
        (row.feature, row.group_id): five_quantiles(row)
        for row in part.of(quantiles).dropna(subset="group_id").itertuples()
    }
    panels = []
    for name, feature in features.items():
        rows = [
            Row(group_name, colour, own[name, group_id])
            for group_id, group_name, colour in part.shown()
            if (name, group_id) in own
        ]
        if rows and feature.is_charted:
            panels.append(box_panel(feature.words, rows, feature.axis, feature.unit))
    groups = part.groups[part.groups["group_id"] >= 0].sort_values("total_calls", kind="stable")
    title = f"{part.title}: one group, everyone together"
    if len(groups) > 1:
        low, high = groups.iloc[0], groups.iloc[-1]
        title = (
            f"{part.title}: median calls from {short_number(low['total_calls'])} "
            f"(“{cut(label_of(low['group_name']), 60)}”) to {short_number(high['total_calls'])} "
            f"(“{cut(label_of(high['group_name']), 60)}”)"
        )
    return Figure(f"features-{part.slug(number)}", title, BOX_NOTE, tuple(panels))


def five_quantiles(row: object) -> tuple[float, ...]:
    """Return the quantiles of a row of ``report_quantiles``."""
    return (row.lowest, row.lower_quarter, row.middle, row.upper_quarter, row.highest)
