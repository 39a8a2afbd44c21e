"""What the page says of each group: how large, what to do, who is in it, and whether it grows."""

import pandas as pd

from usage_groups.report.charts.boxes_and_bars import colour_of
from usage_groups.report.charts.rows_over_time import spark
from usage_groups.report.charts.writing import fine_share, long_day, plural, share, short_number
from usage_groups.report.figures.features import Feature
from usage_groups.report.figures.parts import Part
from usage_groups.report.words import describe_group

TYPICAL = ("typical_user_1", "typical_user_2", "typical_user_3")
# Groups of an API type that the page shows; the files and the other page have all.
MOST_GROUPS, MOST_TYPES = 12, 30


def list_groups(part: Part, tables: dict[str, pd.DataFrame]) -> list[dict[str, object]]:
    """Collect what is said about each group of a part, that with most calls first, dormant last.

    Parameters
    ----------
    part : Part
        Whole users, or those of an API type.
    tables : dict of str to DataFrame
        As `write_report` has them.
    """
    told = part.of(tables["report_groups"]).set_index("group_key")
    groups = []
    heavy_first = part.groups.sort_values("call_count", ascending=False, kind="stable")
    for profile in [*_rows(heavy_first.head(MOST_GROUPS)), *_rows(part.dormant)]:
        key = profile["group_key"]
        known = told.loc[key]
        groups.append(
            {
                "key": key,
                "id": int(profile["group_id"]),
                "name": profile["group_name"],
                "colour": "gx" if profile["is_dormant"] else colour_of(int(profile["group_id"])),
                "is_dormant": bool(profile["is_dormant"]),
                "user_count": int(profile["user_count"]),
                "users": plural(profile["user_count"], "user"),
                "user_share": None if profile["is_dormant"] else share(profile["user_share"]),
                "call_share": None if profile["is_dormant"] else fine_share(profile["call_share"]),
                "widths": None
                if profile["is_dormant"]
                else (100 * profile["user_share"], 100 * profile["call_share"]),
                "growth": describe_growth(known, int(profile["user_count"])),
                "kind": known["words"] if isinstance(known["words"], str) else "",
                "action": known["action"] if isinstance(known["action"], str) else "",
                "heaviest": [(user["user_id"], -user["less"]) for user in known["heaviest"]],
                "typical": [profile[name] for name in TYPICAL if isinstance(profile[name], str)],
                "file_name": known["file_name"] if isinstance(known["file_name"], str) else "",
            }
        )
    return groups


def list_cards(
    part: Part, tables: dict[str, pd.DataFrame], features: dict[str, Feature]
) -> list[dict[str, object]]:
    """Collect the same of whole users, with how the typical one behaves and how the group ran."""
    cards = list_groups(part, tables)
    profiles = part.groups.set_index("group_key")
    sizes = part.of(tables["group_sizes"]).sort_values("as_of_date")
    weeks = part.of(tables["report_weeks"]).sort_values("week_start")
    for card in cards:
        own = sizes[sizes["group_key"] == card["key"]]
        own_weeks = weeks[weeks["group_key"] == card["key"]]
        sparks = []
        if len(own) > 1:
            since = long_day(own["as_of_date"].iloc[0])
            sparks.append(spark(f"Users since {since}", list(own["users"]), card["colour"], whole))
        if len(own_weeks) > 1:
            values = list(own_weeks["weekly_calls"])
            sparks.append(spark("Calls a week", values, card["colour"], short_number))
        card["sparks"] = sparks
        card["sentence"] = ""
        if card["key"] in profiles.index:
            profile = profiles.loc[card["key"]]
            card["sentence"] = describe_group(profile, part.groups.iloc[:0], features)
    return cards


def list_types(parts: list[Part], tables: dict[str, pd.DataFrame]) -> list[dict[str, object]]:
    """Collect what is said of each API type, the one with most users first."""
    accounts = tables["key_accounts"].dropna(subset="api_type").sort_values("rank")
    calls = sum(part.groups["call_count"].sum() for part in parts)
    types = []
    for part in parts[:MOST_TYPES]:
        own = accounts[accounts["api_type"] == part.api_type]
        made = part.groups["call_count"].sum()
        types.append(
            {
                "title": part.title,
                "users": plural(part.groups["user_count"].sum(), "user"),
                "dormant": int(part.dormant["user_count"].sum()),
                "group_count": plural(len(part.groups), "group"),
                "call_share": fine_share(made / max(calls, 1)),
                "accounts": own["user_id"].head(4).tolist(),
                "account_count": len(own),
                "account_share": fine_share(own["call_share"].sum()),
                "heaviest": _heaviest(part, tables["report_groups"]),
                "is_tiered": part.is_tiered,
                "left_out": max(len(part.groups) - MOST_GROUPS, 0),
                "groups": list_groups(part, tables),
            }
        )
    return types


def _heaviest(part: Part, told: pd.DataFrame) -> str:
    """Name the user with most calls of a part, of those who are not dormant."""
    own = told[told["group_key"].isin(part.groups["group_key"])]
    return min((users[0]["less"], users[0]["user_id"]) for users in own["heaviest"])[1]


def describe_growth(known: pd.Series, users: int) -> str:
    """Say how many users more or fewer a group has than four weeks ago; nothing where unknown."""
    if pd.isna(known["earlier_users"]):
        return ""
    change = users - int(known["earlier_users"])
    day = long_day(known["earlier_as_of_date"])
    if change == 0:
        return f"as many as on {day}"
    return f"{abs(change):,} {'more' if change > 0 else 'fewer'} than on {day}"


def whole(value: float) -> str:
    """Write a count."""
    return f"{value:,.0f}"


def _rows(table: pd.DataFrame) -> list[pd.Series]:
    return [row for _, row in table.iterrows()]
