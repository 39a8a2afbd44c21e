"""Which features tell the groups apart, asked of weeks that did not make the groups."""

import pandas as pd

from usage_groups.differences import compare_groups, recognise_groups

KEYS = ["grouping", "api_type"]
MEMBER = ["user_id", "used_api_type"]
NOT_FEATURES = [
    *("user_id", "used_api_type", "part", "first_used_on", "last_used_on"),
    # The end of the period lies in one part only.
    *("touches_period_start", "touches_period_end", "current_streak"),
]
# Of a user without usage in the weeks that are tested these are known: there was none.
AMOUNTS = ["use_days", "longest_streak", "total_calls", "peak_count"]


def compare_members(members: pd.DataFrame, features: pd.DataFrame) -> pd.DataFrame:
    """Test the differences between the groups of each grouping and API type.

    Parameters
    ----------
    members : DataFrame
        Everyone's group: ``grouping``, ``api_type``, ``user_id``, ``used_api_type``, ``group_id``.
    features : DataFrame
        Features of ``user_id`` and ``used_api_type`` in each ``part``, odd weeks and even weeks.

    Returns
    -------
    DataFrame
        ``grouping``, ``api_type`` and the columns of
        :func:`usage_groups.differences.compare_groups`.
    """
    # All types together are a name here, for missing values match nothing.
    members = members.assign(used_api_type=members["used_api_type"].fillna(""))
    features = features.assign(used_api_type=features["used_api_type"].fillna(""))
    compared = []
    for (grouping, api_type), rows in members.groupby(KEYS, dropna=False, sort=True):
        odd, even = _halves(rows, features)
        labels = rows.set_index(MEMBER)["group_id"].reindex(odd.index).to_numpy()
        if len(set(labels) - {-1}) > 1:
            recognised = recognise_groups(odd, labels)
            found = compare_groups(even, recognised, made_from=odd)
            compared.append(found.assign(grouping=grouping, api_type=api_type))
    if not compared:
        empty = compare_groups(pd.DataFrame(), [])
        compared = [empty.assign(grouping="", api_type="")]
    return pd.concat(compared, ignore_index=True).astype({"grouping": "str", "api_type": "str"})


def _halves(rows: pd.DataFrame, features: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Features of the users seen in odd weeks, in these and in the even weeks, in one order."""
    own = features.merge(rows[MEMBER], on=MEMBER)
    names = [name for name in features if name not in NOT_FEATURES]
    parts = dict(iter(own.set_index(MEMBER).groupby("part")[names]))
    nobody = own.iloc[:0].set_index(MEMBER)[names]
    odd = parts.get("odd weeks", nobody).astype(float)
    even = parts.get("even weeks", nobody).astype(float).reindex(odd.index)
    return odd, even.fillna(dict.fromkeys(AMOUNTS, 0.0))
