"""The tables of a report that has a history, made up."""

import math

import pandas as pd
from report_frames import people, report_tables

KEYS = ["grouping", "api_type", "group_key", "group_id", "group_name"]


def history_tables(days=9, types=("gnql", "riot")):
    """Make the tables of a report whose history has so many weekly as-of days."""
    tables = report_tables(list(types), 2, users_per_group=30, weeks=days)
    profiles = tables["group_profiles"]
    dormant = profiles[profiles["group_id"] == 0].assign(
        group_id=2, size_rank=3, is_dormant=True, user_count=7, user_share=math.nan
    )
    dormant["call_count"] = 0
    dormant["group_key"] = dormant["api_type"].fillna("users") + "-2"
    dormant["group_name"] = "Dormant: no use in the last 8 weeks"
    groups = pd.concat([profiles, dormant], ignore_index=True)
    as_of_days = [pd.Timestamp("2021-10-13") + pd.Timedelta(days=7 * day) for day in range(days)]
    sizes = [
        groups[KEYS].assign(as_of_date=day, users=10 + number * (1 - groups["group_id"]), calls=5)
        for number, day in enumerate(as_of_days)
    ]
    outcomes = groups[KEYS].assign(outcomes=30, silent_share=0.4 + 0.2 * groups["group_id"])
    outcomes["silent_share_low"] = outcomes["silent_share"] - 0.1
    outcomes["silent_share_high"] = outcomes["silent_share"] + 0.1
    changes = [
        {"grouping": "user", "api_type": None, "from_key": origin, "to_key": target, "users": users}
        for origin, target, users in (
            *(("users-0", "users-0", 6), ("users-0", "users-1", 3), ("users-0", "dormant", 1)),
            *(("users-1", "users-1", 10), ("dormant", "users-0", 2), ("new", "users-1", 4)),
        )
    ]
    days_compared = {"earlier_as_of_date": as_of_days[-5:][0], "as_of_date": as_of_days[-1]}
    moves = {
        "rank": [1],
        "user_id": ["<b>mover</b>"],
        "api_type": ["gnql"],
        "moved_on": as_of_days[-1:],
        "from_name": ["Group 0"],
        "to_name": ["Group 1"],
        "calls_before": [1234],
        "calls_after": [56789],
        "reason_1": ["days of use 3 → 11"],
        "reason_2": ["daily calls rising"],
        "reason_3": [None],
    }
    return tables | {
        "group_profiles": groups,
        "group_sizes": pd.concat(sizes, ignore_index=True),
        "group_outcomes": outcomes.assign(
            group_deviance=0.3, recency_deviance=0.2, rfm_deviance=0.1
        ),
        "report_changes": pd.DataFrame(changes).assign(**days_compared),
        "report_user_moves": pd.DataFrame(moves),
        "report_groups": people(groups)["report_groups"].assign(
            earlier_users=10, earlier_as_of_date=as_of_days[-5:][0]
        ),
        "watched": watched("falling", risk=0.75),
    }


def watched(reason, risk=math.nan):
    """Make one row of the watch list."""
    return pd.DataFrame(
        {
            "rank": [1],
            "user_id": ["<i>watched</i>"],
            "api_type": [None],
            "group_name": ["Group 0"],
            "reason": [reason],
            "details": ["calls in four weeks 1,000 → 300"],
            "risk": [risk],
            "risk_low": [risk - 0.1],
            "risk_high": [risk + 0.1],
            "alike": [40 if risk > 0 else pd.NA],
            "calls_at_stake": [12_345],
            "action": ["Ask what the calls were for"],
        }
    )
