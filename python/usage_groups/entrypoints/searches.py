"""The searches for groups: relations in, one row per candidate out.

Groups by behaviour are a model, by which SQL gives everybody a group: a search sees some thousand
users of a part, and what the others lie between. Clusters of the baseline have their members in a
list of their own, ``members``: by the number of their series, never by the place of a row.
"""

import json
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection, DuckDBPyRelation

from usage_groups.history.documents import with_context
from usage_groups.sizes import MOST_FITTED, MOST_SCORED
from usage_groups.workers import run_parts

# As the case study's file has them: by number where users are numbers.
_BASELINE_ORDER = "api_type, try_cast(user_id as hugeint), user_id"


# What is said of each candidate.
TRIALS = {
    **dict.fromkeys(("grouping", "api_type", "algorithm", "parameters"), "varchar"),
    "cluster_count": "bigint",
    **dict.fromkeys(("noise_share", "silhouette", "silhouette_coverage", "bic"), "double"),
    "group_count": "bigint",
    **dict.fromkeys(("outlier_share", "score", "stability", "prediction_strength"), "double"),
    "is_selected": "boolean",
    "is_tier": "boolean",
    **dict.fromkeys(("reason", "outcome"), "varchar"),
    "gain": "double",
    "model": "varchar",
}
# What is said of each setting of the baseline, and who is where by it.
BASELINE_TRIALS = {
    "api_type": "varchar",
    **dict.fromkeys(("min_samples", "noise_count", "cluster_count"), "bigint"),
    **dict.fromkeys(("silhouette", "silhouette_standard_error"), "double"),
    **dict.fromkeys(("is_best", "is_published"), "boolean"),
    "members": "struct(series_id bigint, label integer)[]",
}


class Part(NamedTuple):
    """Users that are searched as one."""

    api_type: str | None
    """Missing: whole users."""
    series_ids: np.ndarray
    """(n_users,)"""
    numbers: pd.DataFrame
    """One row per user, one column per feature."""


def search_groups(  # noqa: PLR0913, PLR0917
    session: DuckDBPyConnection,
    features: DuckDBPyRelation,
    mix: DuckDBPyRelation,
    plan: DuckDBPyRelation,
    candidates: DuckDBPyRelation,
    most_fitted: int = MOST_FITTED,
) -> DuckDBPyRelation:
    """Group the users of each API type, and whole users also by which types they combine.

    Parameters
    ----------
    session : DuckDBPyConnection
        Where the result is made.
    features : relation
        ``grouping`` (``user_api`` or ``user``), ``series_id``, ``user_id``, ``api_type`` (missing
        for whole users), ``total_calls``, ``stored_id`` (the group by the stored model), and one
        column per scaled feature, of those users who are to be searched.
    mix : relation
        What each API type is to each ``user_id``; a column without any value is left out.
    plan : relation
        What is to be searched: ``grouping``, ``api_type``, ``stored_model``, ``context``,
        ``may_search``, ``window_days`` (missing for the whole period) and ``ranges`` (of all users
        of the part, as JSON), for :class:`usage_groups.history.challenger.Task`; ``reason`` is
        missing for the rest.
    candidates : relation
        The table that analysts edit, as
        :func:`usage_groups.fitting.candidates.expand_candidates` reads it.
    most_fitted : int
        Of more users, so many are searched, and the others join the groups found.

    Returns
    -------
    relation
        ``grouping``, ``api_type``, and the columns of
        :func:`usage_groups.history.challenger.search_part`; no row where nothing is searched.
    """
    table = candidates.order("algorithm, parameter").df()
    tasks = {
        api_type: json.dumps(
            {
                "stored": stored and json.loads(stored),
                "context": json.loads(context),
                "may_search": may_search,
                "has_window": has_window,
                "ranges": json.loads(ranges),
            }
        )
        for api_type, stored, context, may_search, has_window, ranges in plan.filter(
            "reason is not null and grouping <> 'shape'"
        )
        .project("api_type, stored_model, context, may_search, window_days is not null, ranges")
        .fetchall()
    }
    users = features.filter("grouping = 'user'").join(mix, "user_id")
    parts = [
        part
        for relation in (users, features.filter("grouping = 'user_api'"))
        for part in _read_parts(
            relation.order("api_type, user_id").project(
                "series_id, api_type, cast(total_calls as double) as total_calls, stored_id, "
                "* exclude (grouping, series_id, user_id, api_type, total_calls, stored_id)"
            ),
            kept=("stored_id",),
        )
    ]
    # Whole users of a single type are its users, in the same order: the same groups.
    is_single = [part.api_type is None for part in parts] == [True, False]
    searched = parts[1:] if is_single else parts
    found = run_parts(
        "usage_groups.history.challenger:search_part",
        [(part.numbers, table, tasks[part.api_type], most_fitted) for part in searched],
        users=[len(part.series_ids) for part in searched],
        title="Groups by behaviour",
    )
    if is_single:
        model = found[0]["model"].map(lambda text: with_context(text, tasks[None]), "ignore")
        found.insert(0, found[0].assign(model=model))
    trials = [
        _of_type(tried, part.api_type).assign(
            grouping="user" if part.api_type is None else "user_api"
        )
        for part, tried in zip(parts, found, strict=True)
    ]
    if not trials:
        return _nothing(session, TRIALS)
    return session.from_df(pd.concat(trials, ignore_index=True)).project(_typed(TRIALS))


def search_baseline(
    session: DuckDBPyConnection, points: DuckDBPyRelation, most_scored: int = MOST_SCORED
) -> DuckDBPyRelation:
    """Try every setting of the case study's method in each API type.

    Parameters
    ----------
    session : DuckDBPyConnection
        Where the result is made.
    points : relation
        ``series_id``, ``user_id``, ``api_type`` and the seven features. The order of users decides
        how clusters are numbered.
    most_scored : int
        As for :func:`usage_groups.baseline.sweep.score_settings`.

    Returns
    -------
    relation
        ``api_type`` and the columns of the trials of
        :func:`usage_groups.baseline.sweep.search_settings`; members of the best and of the
        published setting have a ``label``. No row where there are no points.
    """
    parts = _read_parts(points.order(_BASELINE_ORDER).project("* exclude (user_id)"))
    if not parts:
        return _nothing(session, BASELINE_TRIALS)
    found = run_parts(
        "usage_groups.baseline.sweep:search_settings",
        [(part.numbers.to_numpy(), most_scored) for part in parts],
        users=[len(part.series_ids) for part in parts],
        title="Baseline",
    )
    # One list that is empty, in case that no setting has a silhouette.
    nobody = pd.DataFrame({"series_id": parts[0].series_ids[:0], "label": found[0][1][:0, 0]})
    trials, members, row_count = [], [(0, nobody)], 0
    for part, (tried, labels) in zip(parts, found, strict=True):
        trials.append(_of_type(tried, part.api_type))
        for row in _rows(tried["is_best"] | tried["is_published"]):
            own = labels[:, 0 if tried["is_best"].iloc[row] else 1]
            users = pd.DataFrame({"series_id": part.series_ids, "label": own})
            members.append((row_count + row, users))
        row_count += len(tried)
    found = _with_members(session, pd.concat(trials, ignore_index=True), members)
    return found.project(_typed(BASELINE_TRIALS))


def _read_parts(users: DuckDBPyRelation, kept: Sequence[str] = ()) -> list[Part]:
    """Read ``series_id`` and all other columns of each ``api_type``, by which they are in order.

    Columns without any value are left out, but for those to be kept.
    """
    counts = users.aggregate("api_type, count(*)", "api_type").order("api_type").fetchall()
    columns = users.project("* exclude (api_type)").fetchnumpy()
    series_ids = columns.pop("series_id")
    numbers = pd.DataFrame(
        {name: np.ma.filled(column.astype(float), np.nan) for name, column in columns.items()}
    )
    is_known = numbers.notna().any() | numbers.columns.isin(kept)
    numbers = numbers.loc[:, is_known]
    ends = np.cumsum([count for _, count in counts])
    return [
        Part(name, series_ids[end - count : end], numbers.iloc[end - count : end])
        for (name, count), end in zip(counts, ends, strict=True)
    ]


def _typed(columns: dict[str, str]) -> str:
    return ", ".join(f"cast({name} as {kind}) as {name}" for name, kind in columns.items())


def _nothing(session: DuckDBPyConnection, columns: dict[str, str]) -> DuckDBPyRelation:
    empty = ", ".join(f"cast(null as {kind}) as {name}" for name, kind in columns.items())
    return session.sql(f"select {empty} where false")


def _of_type(trials: pd.DataFrame, api_type: str | None) -> pd.DataFrame:
    return trials.assign(api_type=pd.array([api_type] * len(trials), dtype="str"))


def _rows(is_wanted: pd.Series) -> list[int]:
    return np.flatnonzero(is_wanted).tolist()


def _with_members(
    session: DuckDBPyConnection,
    candidates: pd.DataFrame,
    members: Iterable[tuple[int, pd.DataFrame]],
) -> DuckDBPyRelation:
    """Give candidates, named by their row, the list of their members."""
    frames = [users.assign(candidate=row) for row, users in members]
    users = session.from_df(pd.concat(frames, ignore_index=True))
    columns = ", ".join(f"{name} := {name}" for name in users.columns if name != "candidate")
    packed = f"list(struct_pack({columns})) as members"
    lists = users.aggregate(f"candidate, {packed}", "candidate")
    numbered = session.from_df(candidates.assign(candidate=range(len(candidates))))
    return numbered.join(lists, "candidate", how="left").project("* exclude (candidate)")
