"""Which features tell the groups apart, asked of weeks that did not make the groups."""

from collections.abc import Sequence

import pandas as pd

from usage_groups.workers import run_parts

KEYS = ["grouping", "api_type"]
_DECIMALS = 9
# Of a user without usage in the weeks that are tested these are known: there was none.
AMOUNTS = ["use_days", "longest_streak", "total_calls", "peak_count"]


def compare_members(members: pd.DataFrame, comparable: Sequence[str]) -> pd.DataFrame:
    """Test the differences between the groups of each grouping and API type.

    Parameters
    ----------
    members : DataFrame
        Everyone's group (``grouping``, ``api_type``, ``group_key``, ``group_id``) with the
        features of each half (``part``), odd and even weeks: one row per grouping,
        ``whole_series_id`` and half with usage.
    comparable : sequence of str
        The features to compare.

    Returns
    -------
    DataFrame
        ``grouping``, ``api_type``, ``group_key_a`` and ``group_key_b`` (missing for all groups),
        and the columns of :func:`usage_groups.differences.comparison.compare_groups`.
    """
    known, parts = [], []
    for key, rows in members.groupby(KEYS, dropna=False, sort=True):
        odd, even = _halves(rows, list(comparable))
        labels = rows.drop_duplicates("whole_series_id").set_index("whole_series_id")["group_id"]
        labels = labels.reindex(odd.index).to_numpy()
        if len(set(labels) - {-1}) > 1:
            keys = rows.drop_duplicates("group_id").set_index("group_id")["group_key"]
            known.append((dict(zip(KEYS, key, strict=True)), keys))
            parts.append((odd, even, labels))
    if not parts:
        nobody = pd.DataFrame()
        known, parts = [(dict.fromkeys(KEYS, ""), pd.Series(dtype="str"))], [(nobody, nobody, [])]
    compared = run_parts(
        "usage_groups.differences.comparison:compare_halves",
        parts,
        users=[len(labels) for *_, labels in parts],
        title="Differences between groups",
    )
    named = [
        found.assign(
            group_key_a=found["group_a"].map(keys), group_key_b=found["group_b"].map(keys), **part
        )
        for (part, keys), found in zip(known, compared, strict=True)
    ]
    texts = [*KEYS, "group_key_a", "group_key_b"]
    return pd.concat(named, ignore_index=True).astype(dict.fromkeys(texts, "str"))


def _halves(rows: pd.DataFrame, comparable: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Features of the users seen in odd weeks, in these and in the even weeks, in one order."""
    halves = dict(iter(rows.set_index("whole_series_id").groupby("part")[comparable]))
    nobody = rows.iloc[:0].set_index("whole_series_id")[comparable]
    # What is equal but for the way of computing it is a tie.
    odd = halves.get("odd weeks", nobody).astype(float).round(_DECIMALS)
    even = halves.get("even weeks", nobody).astype(float).round(_DECIMALS).reindex(odd.index)
    return odd, even.fillna(dict.fromkeys(AMOUNTS, 0.0))
