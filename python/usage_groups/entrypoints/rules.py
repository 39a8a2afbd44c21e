"""The rules of all groups: one predicate a group, over the columns of the published tables."""

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd
from duckdb import DuckDBPyRelation
from numpy.typing import NDArray

from usage_groups.sizes import least_users
from usage_groups.sql import sql_text
from usage_groups.workers import run_parts

KEYS = ["grouping", "api_type"]
# Of whole users also, in the words of user_groups.
SPEAKABLE_MIX = ["api_type_count", "main_api_type_call_share"]
FLAG = re.compile(r"(not )?\b(flag_\d+)\b")


def describe_members(
    members: pd.DataFrame, mixes: pd.DataFrame, speakable: Sequence[str], stored: pd.DataFrame
) -> pd.DataFrame:
    """Describe every group by a SQL predicate.

    Groups within API types are described over ``usage_features``; groups of whole users over
    ``user_groups``, where a predicate may also ask which API types a user combines.

    Parameters
    ----------
    members : DataFrame
        Users of each group, all of them or some: ``grouping``, ``api_type``, ``user_id``,
        ``group_key``, ``group_id``, and the features.
    mixes : DataFrame
        One row per whole user: ``user_id``, ``api_types``, ``main_api_type`` and `SPEAKABLE_MIX`.
    speakable : sequence of str
        Features that predicates may use, the plainest first.
    stored : DataFrame
        The rules of groups that stay, who are not among the members: ``grouping``, ``api_type``,
        ``group_key``, ``group_id``, ``rule_sql``, ``cv_precision`` and ``cv_recall``.

    Returns
    -------
    DataFrame
        The columns of the stored rules, of all groups.
    """
    keys, parts, conditions = [], [], []
    for (grouping, api_type), rows in members.groupby(KEYS, dropna=False, sort=True):
        features, flags = rows[list(speakable)].astype(float).reset_index(drop=True), {}
        if grouping == "user":
            users = mixes.set_index("user_id").loc[rows["user_id"]].reset_index()
            flags = _ask_api_types(users)
            features = features.join(users[SPEAKABLE_MIX].astype(float))
        held = {f"flag_{number}": holds for number, holds in enumerate(flags.values())}
        group_keys = rows.drop_duplicates("group_id").set_index("group_id")["group_key"]
        keys.append(({"grouping": grouping, "api_type": api_type}, group_keys))
        parts.append((features.assign(**held), rows["group_id"].to_numpy()))
        conditions.append(dict(zip(held, flags, strict=True)))
    found = run_parts(
        "usage_groups.explain.rules:describe_groups",
        parts,
        users=[len(labels) for _, labels in parts],
        title="Rules of groups",
    )
    described = [
        rules.assign(
            rule_sql=[_written(rule, words) for rule in rules["rule_sql"]],
            group_key=rules["group_id"].map(group_keys),
            **key,
        )[list(stored)]
        for (key, group_keys), words, rules in zip(keys, conditions, found, strict=True)
    ]
    texts = dict.fromkeys(["grouping", "api_type", "group_key", "rule_sql"], "str")
    return pd.concat([stored.astype(texts), *described], ignore_index=True).astype(texts)


def judge_rules(rules: pd.DataFrame, members: DuckDBPyRelation) -> pd.DataFrame:
    """Count how well rules find their groups among all users, whoever they were made from.

    Parameters
    ----------
    rules : DataFrame
        As `describe_members` returns it.
    members : relation
        Everyone's group, and the columns that rules may name.

    Returns
    -------
    DataFrame
        The same rules, with ``precision`` (missing where a rule matches nobody) and ``recall``.
    """
    judged = []
    for (grouping, api_type), own in rules.groupby(KEYS, dropna=False, sort=False):
        is_own = f"grouping = {sql_text(grouping)}"
        if not pd.isna(api_type):
            is_own += f" and api_type = {sql_text(api_type)}"
        matches = [f"coalesce({rule}, false) as rule_{n}" for n, rule in enumerate(own["rule_sql"])]
        matched = members.filter(is_own).project(", ".join(["group_id", *matches]))
        counts = ", ".join(
            f"count(*) filter (rule_{number} and group_id = {group})"
            f" / nullif(count(*) filter (rule_{number}), 0) as precision_{number}, "
            f"count(*) filter (rule_{number} and group_id = {group})"
            f" / count(*) filter (group_id = {group}) as recall_{number}"
            for number, group in enumerate(own["group_id"])
        )
        (found,) = matched.aggregate(counts).fetchall() if len(own) else [()]
        precision, recall = np.array(found, dtype=float).reshape(-1, 2).T
        judged.append(own.assign(precision=precision, recall=recall))
    return pd.concat([rules.iloc[:0], *judged])


def _ask_api_types(users: pd.DataFrame) -> dict[tuple[str, str], NDArray[np.bool_]]:
    """List what SQL may ask of the API types, with its opposite, and for whom it holds."""
    least = least_users(len(users))
    flags = {}
    for column in ("main_api_type", "api_types"):
        for value, count in users[column].value_counts().sort_index().items():
            if count >= least:
                text = sql_text(value)
                condition = f"{column} = {text}", f"{column} != {text}"
                flags[condition] = (users[column] == value).to_numpy()
    return flags


def _written(rule: str, conditions: dict[str, tuple[str, str]]) -> str:
    """Put the conditions in place of the flags that stand for them."""
    return FLAG.sub(lambda found: conditions[found[2]][1 if found[1] else 0], rule)
