"""Which features tell the groups apart, asked of weeks that did not make the groups."""

import pandas as pd

from usage_groups.workers import run_parts

KEYS = ["grouping", "api_type"]
MEMBER = ["user_id", "used_api_type"]
# Ranks decide, so that of a number and its logarithm one is enough; and the end of the period,
# which the current streak is about, lies in one half only.
COMPARED = [
    *("use_days", "use_duration", "use_density", "mean_gap_days", "gap_irregularity"),
    *("use_centre", "weekend_share", "same_weekday_share", "avg_cont_use", "longest_streak"),
    *("days_before_first_use", "days_since_last_use", "total_calls", "calls_per_use_day"),
    *("sd_calls_log10", "busiest_day_share", "peak_count", "trend_relative", "growth_log10"),
]
_DECIMALS = 9
# Of a user without usage in the weeks that are tested these are known: there was none.
AMOUNTS = ["use_days", "longest_streak", "total_calls", "peak_count"]


def compare_members(members: pd.DataFrame, features: pd.DataFrame) -> pd.DataFrame:
    """Test the differences between the groups of each grouping and API type.

    Parameters
    ----------
    members : DataFrame
        Everyone's group: ``grouping``, ``api_type``, ``user_id``, ``used_api_type``, ``group_id``.
    features : DataFrame
        Features of ``user_id`` and ``used_api_type`` in each half (``part``), odd and even weeks.

    Returns
    -------
    DataFrame
        ``grouping``, ``api_type`` and the columns of
        :func:`usage_groups.differences.comparison.compare_groups`.
    """
    # All types together are a name here, for missing values match nothing.
    members = members.assign(used_api_type=members["used_api_type"].fillna(""))
    features = features.assign(used_api_type=features["used_api_type"].fillna(""))
    keys, parts = [], []
    for key, rows in members.groupby(KEYS, dropna=False, sort=True):
        odd, even = _halves(rows, features)
        labels = rows.set_index(MEMBER)["group_id"].reindex(odd.index).to_numpy()
        if len(set(labels) - {-1}) > 1:
            keys.append(dict(zip(KEYS, key, strict=True)))
            parts.append((odd, even, labels))
    if not parts:
        nobody = pd.DataFrame()
        keys, parts = [dict.fromkeys(KEYS, "")], [(nobody, nobody, [])]
    compared = run_parts(
        "usage_groups.differences.comparison:compare_halves",
        parts,
        users=[len(labels) for *_, labels in parts],
        title="Differences between groups",
    )
    named = [found.assign(**key) for key, found in zip(keys, compared, strict=True)]
    return pd.concat(named, ignore_index=True).astype(dict.fromkeys(KEYS, "str"))


def _halves(rows: pd.DataFrame, features: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Features of the users seen in odd weeks, in these and in the even weeks, in one order."""
    own = features.merge(rows[MEMBER], on=MEMBER)
    halves = dict(iter(own.set_index(MEMBER).groupby("part")[COMPARED]))
    nobody = own.iloc[:0].set_index(MEMBER)[COMPARED]
    # What is equal but for the way of computing it is a tie.
    odd = halves.get("odd weeks", nobody).astype(float).round(_DECIMALS)
    even = halves.get("even weeks", nobody).astype(float).round(_DECIMALS).reindex(odd.index)
    return odd, even.fillna(dict.fromkeys(AMOUNTS, 0.0))
