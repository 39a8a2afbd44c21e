"""What the report is made of: figures, and the parts that each was grouped as one."""

import re
from dataclasses import dataclass

import pandas as pd

from usage_groups.report.charts.boxes_and_bars import Panel, colour_of
from usage_groups.report.charts.markup import cut

WHOLE_USERS = "Whole users"
MOST_TYPES, MOST_GROUPS = 8, 12


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
        The charts, from left to right.
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
        As in the tables; no type for whole users.
    title : str
        What it is called.
    groups : DataFrame
        Its rows of ``group_profiles``, the largest groups first.
    dormant : DataFrame
        The row of those without use in the window, where there are any; they have no charts.
    """

    grouping: str
    api_type: str | None
    title: str
    groups: pd.DataFrame
    dormant: pd.DataFrame

    def of(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return the rows of a table that are about this part."""
        rows = table[table["grouping"] == self.grouping]
        return rows if self.api_type is None else rows[rows["api_type"] == self.api_type]

    @property
    def is_tiered(self) -> bool:
        """Whether its groups are steps on a scale, without a gap between them."""
        return bool(self.groups["is_tier"].any())

    @property
    def is_small(self) -> bool:
        """Whether it has too few users to be divided, and to say how stable it is."""
        return len(self.groups) == 1 and pd.isna(self.groups["stability_grade"].iloc[0])

    def shown(self) -> list[tuple[int, str, str]]:
        """Return (group_id, name, colour) of the groups that charts show."""
        rows = self.groups.head(MOST_GROUPS)
        return [
            (int(group_id), label_of(name), colour_of(group_id))
            for group_id, name in zip(rows["group_id"], rows["group_name"], strict=True)
        ]

    def slug(self, number: int) -> str:
        """Return a name for a file, whatever the API type is called."""
        name = "whole-users" if self.api_type is None else self.api_type.lower()
        return f"{number}-" + re.sub(r"[^a-z0-9]+", "-", name[:30]).strip("-")


def label_of(group_name: str) -> str:
    """Shorten the name of a group for charts, which have no room for all of it."""
    return group_name.replace(" of calls a day", " a day").replace(" calls a day", " a day")


def split_parts(profiles: pd.DataFrame) -> list[Part]:
    """Split ``group_profiles`` into whole users and API types, those with most users first.

    An API type that nobody used in the window is no part.
    """
    order = profiles.sort_values("size_rank", kind="stable")
    typed = order[order["grouping"] == "user_api"]
    sizes = typed[~typed["is_dormant"]].groupby("api_type")["user_count"].sum()
    ranked = sizes.sort_index().sort_values(ascending=False, kind="stable").index
    parts = [
        _part("user_api", api_type, cut(api_type), typed[typed["api_type"] == api_type])
        for api_type in ranked
    ]
    return [_part("user", None, WHOLE_USERS, order[order["grouping"] == "user"]), *parts]


def split_shapes(profiles: pd.DataFrame) -> Part:
    """Return the groups by shape of the weekly series, the largest first."""
    shapes = profiles[profiles["grouping"] == "shape"].sort_values("size_rank", kind="stable")
    return _part("shape", None, "By the shape of the weekly series", shapes)


def _part(grouping: str, api_type: str | None, title: str, profiles: pd.DataFrame) -> Part:
    """Make a part of its profiles."""
    is_dormant = profiles["is_dormant"].astype(bool)
    return Part(grouping, api_type, title, profiles[~is_dormant], profiles[is_dormant])
