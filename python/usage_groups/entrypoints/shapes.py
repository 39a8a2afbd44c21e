"""Groups by shape: weekly usage in, one row per candidate out, with who is where."""

import json

import numpy as np
from duckdb import DuckDBPyConnection, DuckDBPyRelation

from usage_groups.entrypoints.searches import with_members
from usage_groups.shapes.series import tabulate_series
from usage_groups.workers import run_parts


def search_shapes(
    session: DuckDBPyConnection, weekly_usage: DuckDBPyRelation, plan: DuckDBPyRelation
) -> DuckDBPyRelation:
    """Give users their groups by the shape of their weekly series, over all API types together.

    Parameters
    ----------
    session : DuckDBPyConnection
        Where the result is made.
    weekly_usage : relation
        One row per series and week with usage, in the order in which
        :func:`usage_groups.shapes.series.tabulate_series` takes them: ``series_id``,
        ``week_number``, ``week_count`` and ``weekly_calls``.
    plan : relation
        What is to be searched: ``grouping``, ``stored_model``, ``reason`` (missing where nothing
        is) and ``may_search``, for :class:`usage_groups.history.shape_challenger.ShapeTask`.

    Returns
    -------
    relation
        The columns of the trials of :func:`usage_groups.history.shape_challenger.search_shapes`;
        members have its labels.
    """
    weeks = weekly_usage.project("series_id, week_number, week_count, weekly_calls").fetchnumpy()
    series_ids = weeks.pop("series_id")[weeks["week_number"] == 0]
    series = tabulate_series(*weeks.values())
    ((stored, is_searched, may_search),) = (
        plan.filter("grouping = 'shape'")
        .project("stored_model, reason is not null, may_search")
        .fetchall()
    )
    if is_searched:
        function = "usage_groups.history.shape_challenger:search_shapes"
        task = json.dumps({"stored": stored and json.loads(stored), "may_search": may_search})
    else:
        function, task = "usage_groups.history.stored_shapes:give_shapes", stored
    ((trials, labels),) = run_parts(
        function,
        [(series, task)],
        # Giving users to stored groups takes less than starting a worker.
        users=[len(series.lengths) if is_searched else 0],
        title="Groups by shape" if is_searched else "Users by shape",
    )
    (selected,) = np.flatnonzero(trials["is_selected"]).tolist()
    return with_members(session, trials, [(selected, labels.assign(series_id=series_ids))])
