"""The project's SQL of the features, and the bare GROUP BY that nothing can be faster than."""

import json
import time
from contextlib import closing
from pathlib import Path

import duckdb

# The database is named like the build's, so that compiled SQL finds its tables.
DATABASE = "usage_groups"
DAYS = """
create table int_usage_days as
select
    user_id,
    type as api_type,
    cast(dt as date) as usage_date,
    cast(sum(api_count) as decimal(38, 0)) as call_count
from read_parquet($usage)
group by all
"""
SIMPLE = """
    count(*) as use_days,
    min(usage_date) as first_used_on,
    max(usage_date) as last_used_on,
    sum(call_count) as total_calls,
    min(call_count) as min_calls,
    max(call_count) as max_calls,
    avg(call_count) as mean_calls,
    stddev_pop(call_count) as sd_calls
"""
# All that int_series_call_range and int_series_aggregated keep, as far as a day alone has it.
SAME = """
    count(*) as use_days,
    min(usage_date) as first_used_on,
    max(usage_date) as last_used_on,
    count(*) filter (where isodow(usage_date) = 1) as mondays,
    count(*) filter (where isodow(usage_date) = 2) as tuesdays,
    count(*) filter (where isodow(usage_date) = 3) as wednesdays,
    count(*) filter (where isodow(usage_date) = 4) as thursdays,
    count(*) filter (where isodow(usage_date) = 5) as fridays,
    count(*) filter (where isodow(usage_date) = 6) as saturdays,
    count(*) filter (where isodow(usage_date) = 7) as sundays,
    sum(usage_date - date '2000-01-01') as offset_sum,
    sum((usage_date - date '2000-01-01') * (usage_date - date '2000-01-01')) as offset_square_sum,
    sum(call_count) as total_calls,
    sum((usage_date - date '2000-01-01') * call_count) as day_weighted_calls,
    min(call_count) as min_calls,
    max(call_count) as max_calls,
    median(call_count) as median_calls,
    avg(cast(call_count as double)) as mean_calls,
    stddev_pop(cast(call_count as double)) as sd_calls,
    sum(cast(log10(call_count) as decimal(38, 17))) as log_sum,
    sum(cast(log10(call_count) * log10(call_count) as decimal(38, 17))) as log_square_sum,
    sum(cast((usage_date - date '2000-01-01') * log10(call_count) as decimal(38, 17)))
        as offset_log_sum
"""
FLOORS = {"simple": SIMPLE, "same": SAME}
# Without whole users and without the odd and even weeks that groups are compared by.
API_ONLY = {
    "int_series": """
        select
            row_number() over (order by api_type, user_id) as series_id,
            series_id as whole_series_id,
            user_id,
            api_type,
            'all weeks' as part,
            false as is_whole_user,
            false as is_compared_in_type,
            false as is_compared_among_users
        from int_usage_days
        group by user_id, api_type
    """,
}
CHECKED = """
select
    sum(use_days),
    sum(use_duration),
    sum(avg_cont_use),
    sum(total_calls_log10),
    sum(usage_range),
    sum(mean_usage_scaled),
    sum(sd_usage_scaled)
from usage_features
"""


def prepare(usage: str, database: str) -> dict[str, int]:
    """Make the daily table, and count what it holds."""
    with closing(duckdb.connect(database)) as connection:
        connection.execute(DAYS, {"usage": usage})
        counts = "select count(*), count(distinct (user_id, api_type)) from int_usage_days"
        rows, pairs = connection.execute(counts).fetchall()[0]
        read = len(connection.read_parquet(usage))
    return {"rows": read, "days": rows, "pairs": pairs}


def _open(days: str) -> duckdb.DuckDBPyConnection:
    file = Path(days).with_name(f"{DATABASE}.duckdb")
    file.unlink(missing_ok=True)
    connection = duckdb.connect(file)
    connection.execute(f"attach '{days}' as days (read_only)")
    connection.execute("create view int_usage_days as from days.int_usage_days")
    return connection


def _make(
    connection: duckdb.DuckDBPyConnection, steps: str, target: str, *, everything: bool
) -> float:
    """Make models up to the target, and return the seconds."""
    started = time.perf_counter()
    for name, kind, query in json.loads(Path(steps).read_text()):
        text = query if everything else API_ONLY.get(name, query)
        connection.execute(f"create {kind} {name} as {text}")
        if name == target:
            break
    return time.perf_counter() - started


def features(days: str, steps: str, *, everything: bool) -> dict[str, object]:
    """Time the SQL of the features: of users of an API type, or of all that the project computes.

    Parameters
    ----------
    days : str
        Database with the daily table.
    steps : str
        What :func:`inputs.compile_steps` wrote.
    everything : bool
        Whether whole users, and odd and even weeks by themselves, are described too.

    Returns
    -------
    dict
        ``seconds``, and the sums of the seven features to compare with.
    """
    with closing(_open(days)) as connection:
        seconds = _make(connection, steps, "usage_features", everything=everything)
        sums = connection.execute(CHECKED).fetchall()[0]
    return {"seconds": seconds, "sums": [float(value) for value in sums]}


def floor(days: str, steps: str, kind: str, *, everything: bool) -> dict[str, float]:
    """Time a bare GROUP BY over the same days: ``kind`` names its aggregates.

    For everything it starts from the days of each series, which are joined before.
    """
    key, table = "user_id, api_type", "int_usage_days"
    with closing(_open(days)) as connection:
        if everything:
            key, table = "series_id", "int_series_days"
            _make(connection, steps, table, everything=True)
        started = time.perf_counter()
        query = f"select {key}, {FLOORS[kind]} from {table} group by {key}"  # noqa: S608
        connection.execute(f"create table bare as {query}")
        return {"seconds": time.perf_counter() - started}


def write_points(days: str, steps: str, count: int, file: str) -> None:
    """Write the scaled features of so many users of the most used type."""
    with closing(_open(days)) as connection:
        _make(connection, steps, "int_clustering_features", everything=False)
        relation = connection.sql(
            "select * exclude (grouping, series_id) from int_clustering_features where api_type = "
            "(select mode(api_type) from int_clustering_features) order by user_id"
        )
        relation.limit(count).write_parquet(file)
