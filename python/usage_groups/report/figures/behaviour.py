"""Figures: frames of aggregates become titled sets of small charts."""

import pandas as pd

from usage_groups.report.charts.boxes_and_bars import Row, bar_panel, box_panel, colour_of
from usage_groups.report.charts.lines_and_cells import cell_panel
from usage_groups.report.charts.markup import cut
from usage_groups.report.charts.writing import share, short_number
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
    """Name the few who make most of all calls, else the group that makes most for its size.

    Shares of one part and another are of other totals: groups of whole users are compared.
    """
    if len(accounts):
        names = ", ".join(cut(user, 20) for user in accounts["user_id"].head(MOST_NAMED))
        more = f" and {len(accounts) - MOST_NAMED} more" if len(accounts) > MOST_NAMED else ""
        verb = "makes" if len(accounts) == 1 else "make"
        return f"{names}{more} {verb} {share(accounts['call_share'].sum())} of all calls"
    groups = next(part.groups for part in parts if part.api_type is None)
    if len(groups) == 1:
        return "One group of all users: nothing divides them reliably"
    lead = groups.loc[(groups["call_share"] - groups["user_share"]).idxmax()]
    if lead["call_share"] - lead["user_share"] < UNEQUAL:
        return "No group makes many more calls than its share of the users"
    return (
        f"{share(lead['user_share'])} of all users make {share(lead['call_share'])} of the calls: "
        f"“{cut(label_of(lead['group_name']), 60)}”"
    )


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
            (row[5] + row[6], f"“{cut(name)}”")
            for row, (group_id, name, _) in zip(shares, part.shown(), strict=True)
            if part.api_type is None and days.get(group_id, 0) >= ENOUGH_DAYS
        ]
        names = [name for _, name, _ in part.shown()]
        panels.append(cell_panel(part.title, names, WEEKDAYS, shares, full=0.3))
    weekend, group = min(weekends, default=(1.0, ""))
    title = "No group of users keeps its weekends free"
    if weekend < QUIET_WEEKEND:
        title = f"Of all users {group} rest most at weekends: {share(weekend)} of their days of use"
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
