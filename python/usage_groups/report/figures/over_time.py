"""Figures of groups over time: their sizes, where their users went, and what happened next."""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from usage_groups.report.charts.boxes_and_bars import Row, colour_of, interval_panel
from usage_groups.report.charts.markup import cut
from usage_groups.report.charts.rows_over_time import Stack, stack_panel, trend_panel
from usage_groups.report.charts.writing import long_day, plural, share
from usage_groups.report.figures.parts import MOST_GROUPS, Figure, Part, label_of

# Users of a group that a title speaks of, and what a change must be of all users to be one.
ENOUGH_USERS, LEAST_CHANGE = 20, 0.01
DORMANT, NEW = "dormant", "new"


@dataclass(frozen=True)
class Group:
    """A group of the history: its key in the tables, its label and its colour."""

    key: str
    label: str
    colour: str


def draw_group_sizes(parts: list[Part], sizes: pd.DataFrame) -> Figure:
    """Draw how many users each group had on each as-of day."""
    panels, title = [], ""
    for part, table in _tables(parts, sizes):
        days = sorted(table.columns)
        groups = history_groups(part, sizes)
        rows = [Row(group.label, group.colour, tuple(table.loc[group.key])) for group in groups]
        panels.append(trend_panel(part.title, rows, days, "users", "{:,.0f}".format))
        if part.api_type is None:
            title = _growth_title(groups, table, long_day(days[0]))
    note = (
        "Users of each group from the first day of the history to the last. Each line starts at "
        "zero and has its own scale; the numbers at its ends are users."
    )
    return Figure("over-time-sizes", title, note, tuple(panels))


def draw_changes(parts: list[Part], changes: pd.DataFrame, sizes: pd.DataFrame) -> Figure:
    """Draw where the users of each group of four weeks ago are now."""
    panels, title = [], ""
    for part in parts:
        own = part.of(changes)
        if own.empty:
            continue
        panels.append(stack_panel(part.title, _stacks(history_groups(part, sizes), own)))
        if part.api_type is None:
            title = _changes_title(own)
    note = (
        "Each bar is everybody who was in a group then, divided by the group they are in now (its "
        "colour; grey: dormant, without use for long). Some go back and forth at a border; changes "
        "that are certain stand in the table user_moves."
    )
    return Figure("over-time-changes", title, note, tuple(panels))


def draw_outcomes(parts: list[Part], outcomes: pd.DataFrame) -> Figure:
    """Draw which share of each group was without use in the four weeks after."""
    panels, found = [], []
    for part in parts:
        own = part.of(outcomes).dropna(subset="silent_share").set_index("group_key")
        rows = []
        for group in history_groups(part, outcomes):
            if group.key not in own.index:
                continue
            row = own.loc[group.key]
            values = (row["silent_share_low"], row["silent_share"], row["silent_share_high"])
            note = f"{share(values[1])} of {row['outcomes']:,}"
            rows.append(Row(group.label, group.colour, values, note))
            if part.api_type is None and row["outcomes"] >= ENOUGH_USERS and group.colour != "gx":
                found.append((values[1], f"“{cut(group.label)}”"))
        if rows:
            panels.append(interval_panel(part.title, rows, "fell silent for four weeks", "share"))
    title = "What happened next to the users of each group"
    if len(found) > 1:
        (low, lowest), (high, highest) = min(found), max(found)
        title = f"Of all users in {highest} {share(high)} fell silent, of {lowest} {share(low)}"
    note = (
        "Of those in a group on earlier days (a user counts once for each), how many had no use in "
        "the four weeks after. The line says how sure that is: the fewer, the longer."
    )
    return Figure("over-time-outcomes", title, note, tuple(panels))


def history_groups(part: Part, table: pd.DataFrame) -> list[Group]:
    """List the groups of a part, in the order of its tables; then those empty today, and dormant.

    Parameters
    ----------
    part : Part
        With the groups of today.
    table : DataFrame
        Rows of all groups, also of those that nobody is in today: ``group_key``, ``group_id``,
        ``group_name``.
    """
    known = part.of(table).drop_duplicates("group_key").sort_values("group_id")
    ranks = {key: rank for rank, key in enumerate(part.groups["group_key"])}
    dormant = set(part.dormant["group_key"])
    rows = sorted(
        known.itertuples(),
        key=lambda row: (row.group_key in dormant, ranks.get(row.group_key, len(ranks))),
    )
    found = [
        Group(
            row.group_key,
            label_of(row.group_name),
            "gx" if row.group_key in dormant else colour_of(row.group_id),
        )
        for row in rows
    ]
    return [*found[:MOST_GROUPS], *(group for group in found[MOST_GROUPS:] if group.key in dormant)]


def _tables(parts: list[Part], sizes: pd.DataFrame) -> Iterable[tuple[Part, pd.DataFrame]]:
    """Yield parts with their users by group and as-of day, where there is more than one day."""
    for part in parts:
        table = part.of(sizes).pivot_table("users", "group_key", "as_of_date", fill_value=0)
        if table.shape[1] > 1:
            yield part, table


def _growth_title(groups: list[Group], table: pd.DataFrame, since: str) -> str:
    """Say which group of whole users grew most, and which shrank most."""
    first, last = table[min(table.columns)], table[max(table.columns)]
    least = max(LEAST_CHANGE * last.sum(), 1)
    gains = [
        (int(last[group.key] - first[group.key]), group) for group in groups if group.colour != "gx"
    ]
    said = []
    for (gain, group), word in (
        (max(gains, key=lambda pair: pair[0]), "more"),
        (min(gains, key=lambda pair: pair[0]), "fewer"),
    ):
        if (gain > 0) == (word == "more") and abs(gain) >= least:
            counted = f"{abs(gain):,}" if said else f"has {plural(abs(gain), 'user')}"
            said.append(f"“{cut(group.label)}” {counted} {word}")
    if not said:
        return f"Groups are about as large as on {since}"
    return f"Since {since} {', '.join(said)}"


def _stacks(groups: list[Group], changes: pd.DataFrame) -> list[Stack]:
    """Divide each group of then, and the new ones, by where its users are now."""
    table = changes.pivot_table("users", "from_key", "to_key", aggfunc="sum", fill_value=0)
    names = {group.key: group for group in groups if group.colour != "gx"}
    known = names | {DORMANT: Group(DORMANT, DORMANT, "gx")}
    rows = [*names.values(), Group(DORMANT, "Dormant then", "gx"), Group(NEW, "New since then", "")]
    stacks = []
    for row in rows:
        if row.key not in table.index:
            continue
        users = int(table.loc[row.key].sum())
        shares = (table.loc[row.key] / users).sort_values(ascending=False, kind="stable")
        segments = [
            (known.get(key, Group(key, "another group", "gx")), value)
            for key, value in shares[shares > 0].items()
        ]
        segments.sort(key=lambda pair: (pair[0].key != row.key, pair[0].key == DORMANT))
        words = [_went(row, group, value) for group, value in segments]
        stacks.append(
            Stack(
                row.label,
                plural(users, "user"),
                row.colour,
                tuple((value, group.colour) for group, value in segments),
                ", ".join(_told(words, segments)),
                ", ".join(words),
            )
        )
    return stacks


def _told(words: list[str], segments: list[tuple[Group, float]]) -> list[str]:
    """Choose what stands below a bar: who stayed, who is dormant, and the largest other part."""
    ordered = sorted(range(len(words)), key=lambda place: segments[place][0].key != DORMANT)
    stayed = [0] if segments and words[0].endswith(("stayed", "still dormant")) else []
    chosen = stayed + [place for place in ordered if place not in stayed][:2]
    return [words[place] for place in chosen]


def _went(row: Group, group: Group, value: float) -> str:
    """Say which share of a group of then is in a group now."""
    if row.key == group.key:
        return f"{share(value)} " + ("still dormant" if row.key == DORMANT else "stayed")
    if group.key == DORMANT:
        return f"{share(value)} dormant"
    return f"{share(value)} in {group.label}"


def _changes_title(changes: pd.DataFrame) -> str:
    """Say how many of the whole users stayed, went silent, came and came back."""
    then = changes[~changes["from_key"].isin([DORMANT, NEW])]
    stayed = then.loc[then["from_key"] == then["to_key"], "users"].sum()
    silent = then.loc[then["to_key"] == DORMANT, "users"].sum()
    back = changes[(changes["from_key"] == DORMANT) & (changes["to_key"] != DORMANT)]
    new = changes.loc[changes["from_key"] == NEW, "users"].sum()
    total = max(then["users"].sum(), 1)
    return (
        f"Since {long_day(changes['earlier_as_of_date'].iloc[0])} {share(stayed / total)} stayed "
        f"in their group and {share(silent / total)} went dormant; "
        f"{new:,} users are new, {back['users'].sum():,} came back"
    )
