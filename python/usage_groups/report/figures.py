"""Figures: frames of aggregates become titled sets of small charts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from usage_groups.report.markup import cut
from usage_groups.report.panels import Panel, Row, bar_panel, box_panel, colour_of
from usage_groups.report.plots import Line, cell_panel, line_panel
from usage_groups.report.scales import share, short_number
from usage_groups.report.words import FEATURES

WHOLE_USERS = "Whole users"
MOST_TYPES, MOST_GROUPS = 12, 12
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True)
class Figure:
    """Small charts that make one point.

    Parameters
    ----------
    name : str
        Name of its file, without the extension.
    title : str
        The finding.
    note : str
        How to read it.
    panels : tuple of Panel
    """

    name: str
    title: str
    note: str
    panels: tuple[Panel, ...]


@dataclass(frozen=True)
class Part:
    """What was grouped as one: the users of an API type, or whole users.

    Parameters
    ----------
    grouping, api_type : str
    title : str
    groups : DataFrame
        Its rows of ``group_profiles``, the largest groups first, users in no group last.
    """

    grouping: str
    api_type: str | None
    title: str
    groups: pd.DataFrame

    def of(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return the rows of a table that are about this part."""
        same_type = table["api_type"].isna() if self.api_type is None else table["api_type"] == self.api_type
        return table[(table["grouping"] == self.grouping) & same_type]

    def shown(self) -> list[tuple[int, str, str]]:
        """Return (group_id, name, colour) of the groups that charts show."""
        rows = self.groups.head(MOST_GROUPS)
        return [
            (int(row.group_id), row.group_name, colour_of(row.group_id)) for row in rows.itertuples()
        ]

    def slug(self, number: int) -> str:
        """Return a name for a file, whatever the API type is called."""
        name = "whole-users" if self.api_type is None else self.api_type.lower()
        return f"{number}-" + re.sub(r"[^a-z0-9]+", "-", name[:30]).strip("-")


def split_parts(profiles: pd.DataFrame) -> list[Part]:
    """Split ``group_profiles`` into API types, those with most users first, and whole users."""
    order = profiles.assign(is_outlier=profiles["group_id"] < 0)
    order = order.sort_values(["is_outlier", "group_id"], kind="stable")
    typed = order[order["grouping"] == "user_api"]
    sizes = typed.groupby("api_type")["user_count"].sum()
    ranked = sizes.sort_index().sort_values(ascending=False, kind="stable").index
    parts = [
        Part("user_api", api_type, cut(api_type), typed[typed["api_type"] == api_type])
        for api_type in ranked
    ]
    return [*parts, Part("user", None, WHOLE_USERS, order[order["grouping"] == "user"])]


def draw_sizes(parts: list[Part]) -> Figure:
    """Draw the share of users and of calls that each group has."""
    panels = []
    for part in parts:
        rows = [
            Row(row.group_name, colour_of(row.group_id), (row.user_share, row.call_share))
            for row in part.groups.head(MOST_GROUPS).itertuples()
        ]
        panels.append(bar_panel(part.title, rows, ("of users", "of calls")))
    groups = pd.concat([part.groups for part in parts])
    lead = groups.loc[(groups["call_share"] - groups["user_share"]).idxmax()]
    place = cut(lead["api_type"]) if lead["grouping"] == "user_api" else "all users"
    title = (
        f"{share(lead['user_share'])} of the users make {share(lead['call_share'])} of the calls: "
        f"“{cut(lead['group_name'])}” in {place}"
    )
    if len(groups) == len(parts):
        title = "One group each: nothing divides these users reliably"
    note = "Filled bars are shares of the users, outlined ones of the calls."
    return Figure("groups", title, note, tuple(panels))


def draw_weeks(parts: list[Part], weeks: pd.DataFrame) -> Figure:
    """Draw the share of each group that is active, week by week."""
    return Figure(
        "weeks-active",
        _activity_title(weeks),
        "Share of a group’s users with usage, by week of the period; weeks that are cut are left out.",
        tuple(_weekly(parts, weeks, "active_share", "share", "active users")),
    )


def draw_volumes(parts: list[Part], weeks: pd.DataFrame) -> Figure:
    """Draw the weekly calls of each group's median active user."""
    known = weeks.dropna(subset="weekly_calls")
    low, high = known["weekly_calls"].min(), known["weekly_calls"].max()
    return Figure(
        "weeks-calls",
        f"Active users make from {short_number(low)} to {short_number(high)} calls a week in the median",
        "Median calls a week of the users active in it, on a log scale; a gap is a week without any.",
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
        across = "week" if step == 1 else f"steps of {step} weeks"
        if len(starts) == 1:
            ends = (ends[0], "")
        yield line_panel(part.title, lines, kind, (across, unit), ends)


def _activity_title(weeks: pd.DataFrame) -> str:
    means = weeks.groupby(["grouping", "api_type", "group_id"], dropna=False)["active_share"].mean()
    return (
        f"In a typical week between {share(means.min())} and {share(means.max())} "
        "of a group’s users are active"
    )


def draw_weekdays(parts: list[Part], weekdays: pd.DataFrame) -> Figure:
    """Draw on which days of the week each group uses it."""
    panels, weekends = [], []
    for part in parts:
        rows = part.of(weekdays).set_index(["group_id", "day_of_week"])["day_share"]
        shares = [
            [float(rows.get((group_id, day), 0.0)) for day in range(1, 8)]
            for group_id, _, _ in part.shown()
        ]
        weekends += [
            (row[5] + row[6], name, part.title)
            for row, (group_id, name, _) in zip(shares, part.shown(), strict=True)
            if group_id >= 0
        ]
        names = [name for _, name, _ in part.shown()]
        panels.append(cell_panel(part.title, names, WEEKDAYS, shares))
    weekend, name, place = min(weekends, default=(0.0, "–", "–"))
    title = f"“{cut(name)}” in {place} rests most at weekends: {share(weekend)} of its days of use"
    note = "Share of a group’s days of use on each day of the week; without a rhythm each has 14%."
    return Figure("weekdays", title, note, tuple(panels))


def draw_features(part: Part, quantiles: pd.DataFrame, number: int) -> Figure:
    """Draw the features of a part's groups as boxes."""
    own = part.of(quantiles).dropna(subset="group_id")
    own = own.set_index(["feature", "group_id"]).sort_index()
    panels = []
    for name, feature in FEATURES.items():
        rows = []
        for group_id, group_name, colour in part.shown():
            if (name, group_id) in own.index:
                row = own.loc[(name, group_id)]
                rows.append(Row(group_name, colour, five_quantiles(row)))
        if rows:
            panels.append(box_panel(feature.words, rows, feature.scale, feature.unit))
    groups = part.groups[part.groups["group_id"] >= 0].sort_values("total_calls", kind="stable")
    title = f"{part.title}: one group, everyone together"
    if len(groups) > 1:
        low, high = groups.iloc[0], groups.iloc[-1]
        title = (
            f"{part.title}: from {short_number(low['total_calls'])} calls in the median "
            f"(“{cut(low['group_name'])}”) to {short_number(high['total_calls'])} "
            f"(“{cut(high['group_name'])}”)"
        )
    note = "The box holds the middle half of a group’s users, the line 90% of them, the dark mark is the median, which stands at the right."
    return Figure(f"features-{part.slug(number)}", title, note, tuple(panels))


def five_quantiles(row: pd.Series) -> tuple[float, ...]:
    """Return the quantiles of a row of ``report_quantiles``."""
    columns = ("lowest", "lower_quarter", "middle", "upper_quarter", "highest")
    return tuple(float(row[column]) for column in columns)
