"""Groups by shape: weekly usage in, one row per candidate out, or one per series with its group."""

import json
from itertools import pairwise

from duckdb import DuckDBPyConnection, DuckDBPyRelation

from usage_groups.digits import published
from usage_groups.exact import Integers
from usage_groups.history.stored_shapes import give_shapes, untried, with_outcome
from usage_groups.progress import counted, counting_in, watched
from usage_groups.shapes.series import MOST_STEPS, WeeklySeries, tabulate_series
from usage_groups.workers import run_parts

# Whatever is computed of so many series and weeks at a time is some tens of megabytes.
_BLOCK_WEEKS = 1_000_000
_NO_SERIES = 2**63 - 1
# What is said of each series, and where until all are known.
LABELS = {
    "part_key": "varchar",
    "series_id": "bigint",
    "group_id": "bigint",
    "kind": "varchar",
    "confidence": "double",
    "is_far": "boolean",
    "stability": "double",
    "stored_id": "bigint",
}
_TABLE = "shape_labels"


def search_shapes(
    session: DuckDBPyConnection, weekly_usage: DuckDBPyRelation, plan: DuckDBPyRelation
) -> DuckDBPyRelation:
    """Search groups by the shape of weekly series, over all API types together.

    Parameters
    ----------
    session : DuckDBPyConnection
        Where the result is made.
    weekly_usage : relation
        One row per week with usage of those series that are to be searched: ``series_id``,
        ``week_number``, ``week_count`` and ``weekly_calls``.
    plan : relation
        What is to be searched: ``grouping``, ``stored_model``, ``reason`` (missing where nothing
        is) and ``may_search``, for :class:`usage_groups.history.shape_challenger.ShapeTask`.

    Returns
    -------
    relation
        The trials of :func:`usage_groups.history.shape_challenger.search_shapes`.
    """
    ((stored, is_searched, may_search),) = (
        plan.filter("grouping = 'shape'")
        .project("stored_model, reason is not null, may_search")
        .fetchall()
    )
    if not is_searched:
        return session.from_df(with_outcome(untried()))
    _, series = _read_series(weekly_usage, _most_weeks(weekly_usage))
    task = json.dumps({"stored": stored and json.loads(stored), "may_search": may_search})
    (trials,) = run_parts(
        "usage_groups.history.shape_challenger:search_shapes",
        [(series, task)],
        users=[len(series.lengths)],
        title="Groups by shape",
    )
    return session.from_df(trials)


def label_shapes(
    session: DuckDBPyConnection,
    weekly_usage: DuckDBPyRelation,
    models: DuckDBPyRelation,
    plan: DuckDBPyRelation,
) -> DuckDBPyRelation:
    """Give every series its group by shape, some thousands at a time: there may be millions.

    Parameters
    ----------
    session : DuckDBPyConnection
        Where the result is made.
    weekly_usage : relation
        As in `search_shapes`, of all series.
    models : relation
        ``grouping``, ``part_key`` and ``model``, the document of the groups in use.
    plan : relation
        ``grouping`` and ``stored_model``, the document of those before, if any.

    Returns
    -------
    relation
        ``part_key``, ``series_id``, and the labels of
        :func:`usage_groups.history.stored_shapes.give_shapes`, in the order of the series.
    """
    ((part_key, document),) = (
        models.filter("grouping = 'shape'").project("part_key, model").fetchall()
    )
    ((stored,),) = plan.filter("grouping = 'shape'").project("stored_model").fetchall()
    most_weeks = _most_weeks(weekly_usage)
    blocks = _split_series(weekly_usage, most_weeks)
    # In memory or, where that is limited, in the folder for what is temporary: not in Python.
    columns = ", ".join(f"{name} {kind}" for name, kind in LABELS.items())
    session.execute(f"create or replace temp table {_TABLE} ({columns})")
    with watched("Users by shape", 1) as counts, counting_in(counts):
        for block in counted(blocks, "blocks of series"):
            series_ids, series = _read_series(block, most_weeks)
            labels = published(give_shapes(series, document, stored))
            labels = labels.assign(part_key=part_key, series_id=series_ids)
            session.from_df(labels).project(", ".join(LABELS)).insert_into(_TABLE)
    return session.table(_TABLE)


def _most_weeks(weekly_usage: DuckDBPyRelation) -> int:
    ((most_weeks,),) = weekly_usage.aggregate("coalesce(max(week_count), 1)").fetchall()
    return most_weeks


def _split_series(weekly_usage: DuckDBPyRelation, most_weeks: int) -> list[DuckDBPyRelation]:
    """Split weekly usage into so many series that their matrix has a certain size."""
    count = max(_BLOCK_WEEKS // min(most_weeks, MOST_STEPS), 1)
    # Every series has usage in its first week.
    places = weekly_usage.filter("week_number = 0").project(
        "series_id, row_number() over (order by series_id) as place"
    )
    starts = places.filter(f"(place - 1) % {count} = 0").project("series_id")
    starts = [start for (start,) in starts.order("series_id").fetchall()] or [0]
    return [
        weekly_usage.filter(f"series_id >= {start} and series_id < {end}")
        for start, end in pairwise([*starts, _NO_SERIES])
    ]


def _read_series(weekly_usage: DuckDBPyRelation, most_weeks: int) -> tuple[Integers, WeeklySeries]:
    """Read the numbers of series, shape (n_series,), and the series."""
    weeks = (
        weekly_usage.order("series_id, week_number")
        .project("series_id, week_number, week_count, weekly_calls")
        .fetchnumpy()
    )
    series_ids = weeks.pop("series_id")[weeks["week_number"] == 0]
    return series_ids, tabulate_series(*weeks.values(), most_weeks=most_weeks)
