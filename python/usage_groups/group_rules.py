"""The rules of all groups: one predicate a group, over the columns of the published tables."""

import pandas as pd

from usage_groups.workers import run_parts

KEYS = ["grouping", "api_type"]
# In units that people know, the plainest first: of columns that do equally well the first is used.
SPEAKABLE = [
    *("use_days", "total_calls", "days_since_last_use", "days_before_first_use", "use_duration"),
    *("use_density", "mean_gap_days", "longest_streak", "weekend_share", "same_weekday_share"),
    *("calls_per_use_day", "busiest_day_share", "trend_relative", "growth_log10", "use_centre"),
]
RULE = "user_id in (select user_id from usage_features where api_type = {})"


def describe_members(members: pd.DataFrame, shares: pd.DataFrame) -> pd.DataFrame:
    """Describe every group by a SQL predicate.

    Groups within API types are described over ``usage_features``; groups of whole users over
    ``user_groups``, where a predicate may also ask whether an API type is used.

    Parameters
    ----------
    members : DataFrame
        Everyone's group and features: ``grouping``, ``api_type``, ``user_id``, ``group_id``, and
        the features.
    shares : DataFrame
        ``user_id`` and ``api_type``: who uses which type.

    Returns
    -------
    DataFrame
        ``grouping``, ``api_type`` and the columns of :func:`usage_groups.rules.describe_groups`.
    """
    keys, parts, written = [], [], []
    for (grouping, api_type), rows in members.groupby(KEYS, dropna=False, sort=True):
        features, conditions = rows[SPEAKABLE].astype(float), {}
        if grouping == "user":
            features, conditions = _with_api_types(features, rows["user_id"], shares)
        keys.append({"grouping": grouping, "api_type": api_type})
        parts.append((features, rows["group_id"].to_numpy()))
        written.append(conditions)
    found = run_parts("usage_groups.rules:describe_groups", parts, users=len(members))
    described = [
        rules.assign(rule_sql=[_written(rule, conditions) for rule in rules["rule_sql"]], **key)
        for key, conditions, rules in zip(keys, written, found, strict=True)
    ]
    return pd.concat(described, ignore_index=True).astype({"api_type": "str"})


def _with_api_types(
    features: pd.DataFrame, users: pd.Series, shares: pd.DataFrame
) -> tuple[pd.DataFrame, dict[str, str]]:
    """Add a flag for each API type, and how SQL asks for it."""
    flags, conditions = {}, {}
    for number, (api_type, rows) in enumerate(shares.groupby("api_type", sort=True)):
        name = f"uses_api_type_{number:05}"
        flags[name] = users.isin(rows["user_id"])
        conditions[name] = RULE.format("'" + api_type.replace("'", "''") + "'")
    return features.assign(**flags), conditions


def _written(rule: str, conditions: dict[str, str]) -> str:
    for name, condition in conditions.items():
        negated = condition.replace(" in (", " not in (", 1)
        rule = rule.replace(f"not {name}", negated).replace(name, condition)
    return rule
