"""What the report says of whom to call, and of who moved to another group."""

import re
from collections.abc import Iterator

import pandas as pd

from usage_groups.report.charts.writing import long_day, plural

# Why a user is watched (int_watched_users, int_watch_reasons), for those who do not query.
REASONS = {
    "silent beyond own gaps": "Silent for longer than usual",
    "falling": "Calls are falling",
    "returned": "Back after a long silence",
    "new and already heavy": "New, and already a heavy user",
    "growing beyond the range": "Growing beyond what others do",
    "of a kind that stops": "Users like this often stop",
}
ISO_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


def list_reasons(watched: pd.DataFrame) -> list[dict[str, object]]:
    """Put rows of ``watch_list`` into words, by reason, the one with most at stake first.

    Parameters
    ----------
    watched : DataFrame
        The first rows of the list.
    """
    rows = watched.sort_values("rank")
    return [
        {
            "reason": REASONS.get(reason, reason),
            "action": next((text for text in own["action"] if isinstance(text, str)), ""),
            "users": list(_users(own)),
        }
        for reason, own in rows.groupby("reason", sort=False)
    ]


def _users(rows: pd.DataFrame) -> Iterator[dict[str, object]]:
    for row in rows.itertuples():
        calls = plural(row.calls_at_stake, "call")
        yield {
            "rank": int(row.rank),
            "user": row.user_id,
            "api_type": row.api_type if isinstance(row.api_type, str) else "",
            "group": row.group_name,
            "details": ISO_DAY.sub(lambda day: long_day(pd.Timestamp(day[0])), row.details),
            "risk": describe_risk(row),
            "calls": "" if calls in row.details else f"{calls} at stake",
        }


def describe_risk(row: object) -> str:
    """Say how many of those alike fell silent, of a row of ``watch_list``; nothing if unknown."""
    if pd.isna(row.risk):
        return ""
    return f"{round(row.risk * row.alike):,} of {row.alike:,} like this fell silent"


def list_moves(moves: pd.DataFrame) -> list[dict[str, object]]:
    """Put rows of ``report_user_moves`` into words."""
    return [
        {
            "user": row.user_id,
            "api_type": row.api_type if isinstance(row.api_type, str) else "",
            "on": long_day(row.moved_on),
            "origin": row.from_name,
            "target": row.to_name,
            "calls": f"{row.calls_before:,} → {row.calls_after:,}",
            "reasons": [
                reason
                for reason in (row.reason_1, row.reason_2, row.reason_3)
                if isinstance(reason, str)
            ],
        }
        for row in moves.sort_values("rank").itertuples()
    ]


def describe_month(changes: pd.DataFrame) -> str:
    """Say how many users came, came back and went dormant; nothing where there is no history.

    Parameters
    ----------
    changes : DataFrame
        The rows of ``report_changes`` of whole users.
    """
    if changes.empty:
        return ""
    went = changes[~changes["from_key"].isin(["dormant", "new"]) & (changes["to_key"] == "dormant")]
    back = changes[(changes["from_key"] == "dormant") & (changes["to_key"] != "dormant")]
    new, back, went = (
        int(rows["users"].sum()) for rows in (changes[changes["from_key"] == "new"], back, went)
    )
    return (
        f"Since {long_day(changes['earlier_as_of_date'].iloc[0])} {plural(new, 'user')} came new, "
        f"{back:,} came back and {went:,} went dormant."
    )
