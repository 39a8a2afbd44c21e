"""The project's SQL of the features, and the bare GROUP BY that nothing can be faster than."""

import json
import time
from contextlib import closing
from pathlib import Path

import duckdb
from inputs import FIRST

# The database is named like the build's, so that compiled SQL finds its tables.
DATABASE = "steps"
DAYS = """
select
    user_id,
    type as api_type,
    cast(dt as date) as usage_date,
    cast(sum(api_count) as bigint) as call_count
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
# All that int_series_aggregated keeps, which needs no neighbouring day.
SAME = """
    min(usage_date) as first_used_on,
    max(usage_date) as last_used_on,
    count(*) as use_days,
    count_if(isodow(usage_date) = 1) as mondays,
    count_if(isodow(usage_date) = 2) as tuesdays,
    count_if(isodow(usage_date) = 3) as wednesdays,
    count_if(isodow(usage_date) = 4) as thursdays,
    count_if(isodow(usage_date) = 5) as fridays,
    count_if(isodow(usage_date) = 6) as saturdays,
    count_if(isodow(usage_date) = 7) as sundays,
    min(call_count) as min_calls,
    max(call_count) as max_calls,
    median(call_count) as median_calls,
    sum(call_count) as total_calls,
    sum(call_count * cast(call_count as hugeint)) as call_square_sum,
    sum((usage_date - date '2021-01-01') * cast(call_count as hugeint)) as day_weighted_calls,
    sum(log) as log_sum,
    sum(log * cast(log as hugeint)) as log_square_sum,
    sum((usage_date - date '2021-01-01') * cast(log as hugeint)) as day_log_sum,
    sum(usage_date - date '2021-01-01') as day_sum,
    sum((usage_date - date '2021-01-01') * (usage_date - date '2021-01-01')) as day_square_sum
"""
LOGS = "select *, cast(round(log10(call_count) * 1e14) as bigint) as log"
FLOORS = {"simple": SIMPLE, "same": SAME}
# Without whole users and without the odd and even weeks that groups are compared by.
API_ONLY = {
    "int_series": """
        select
            cast(
                300000000 * (ntile(4) over numbers - 1) + row_number() over numbers as integer
            ) as series_id,
            series_id as whole_series_id,
            user_id,
            api_type,
            'all weeks' as part,
            count(*) as day_count,
            max(usage_date) >= (select window_start from int_period) as is_in_window,
            false as is_whole_user,
            false as is_compared_in_type,
            false as is_compared_among_users
        from int_usage_days
        group by user_id, api_type
        window numbers as (order by api_type, user_id)
    """,
}
SEVEN = """
    sum(use_days),
    sum(use_duration),
    sum(avg_cont_use),
    sum(total_calls_log10),
    sum(usage_range),
    sum(mean_usage_scaled),
    sum(sd_usage_scaled)
"""
# Deviations of which nothing but rounding is left are not compared by their own size.
DIFFERENCE = """
max(case
    when {0} is not distinct from {1} then 0
    else coalesce(abs({0} - {1}) / greatest(abs({0}), abs({1}), 1e-6), 'infinity')
end)
"""


def prepare(usage: str, days: str, steps: str) -> dict[str, object]:
    """Write daily rows, and return what they hold and the window that features describe."""
    with closing(duckdb.connect()) as connection:
        connection.sql(DAYS, params={"usage": usage}).write_parquet(days)
        read = len(connection.read_parquet(usage))
    with closing(_open(days)) as connection:
        _make(connection, steps, "int_period", everything=True)
        rows, pairs = _row(connection, "count(*), count(distinct (user_id, api_type))", FIRST)
        window = _row(connection, "window_start, period_end", "int_period")
    return {"rows": read, "days": rows, "pairs": pairs, "window": [str(day) for day in window]}


def _row(connection: duckdb.DuckDBPyConnection, values: str, relation: str) -> tuple:
    return connection.execute(f"select {values} from {relation}").fetchall()[0]  # noqa: S608


def _database(days: str) -> Path:
    return Path(days).with_name(f"{DATABASE}.duckdb")


def _open(days: str) -> duckdb.DuckDBPyConnection:
    _database(days).unlink(missing_ok=True)
    connection = duckdb.connect(_database(days))
    connection.read_parquet(days).create_view(FIRST)
    return connection


def _make(
    connection: duckdb.DuckDBPyConnection, steps: str, target: str, *, everything: bool
) -> dict[str, float]:
    """Make models up to the target, and say how long it took."""
    started, used = time.perf_counter(), time.process_time()
    for name, kind, query in json.loads(Path(steps).read_text()):
        text = query if everything else API_ONLY.get(name, query)
        connection.execute(f"create {kind} {name} as {text}")
        if name == target:
            break
    return _seconds(started, used)


def _seconds(started: float, used: float) -> dict[str, float]:
    return {
        "seconds": time.perf_counter() - started,
        "processor_seconds": time.process_time() - used,
    }


def features(days: str, steps: str, *, everything: bool) -> dict[str, object]:
    """Time the SQL of the features: of users of an API type, or of all that the project computes.

    Parameters
    ----------
    days : str
        Parquet file of daily rows.
    steps : str
        What :func:`inputs.compile_steps` wrote.
    everything : bool
        Whether whole users, and odd and even weeks by themselves, are described too.

    Returns
    -------
    dict
        ``seconds``, and ``processor_seconds`` of all threads.
    """
    with closing(_open(days)) as connection:
        return _make(connection, steps, "usage_features", everything=everything)


def sums(days: str) -> list[float]:
    """Add up the case study's seven features, as they were made last."""
    with closing(duckdb.connect(_database(days), read_only=True)) as connection:
        return [float(value) for value in _row(connection, SEVEN, "usage_features")]


def differences(days: str, file: str) -> dict[str, float]:
    """Compare the features as they were made last with those in a Parquet file.

    Returns
    -------
    dict
        Of each column, the largest difference in parts of the larger value; infinite where only
        one side has a value, or a row.
    """
    with closing(duckdb.connect(_database(days), read_only=True)) as connection:
        found = connection.execute("describe usage_features").fetchall()
        columns = {name: kind for name, kind, *_ in found if name not in {"user_id", "api_type"}}
        values = [
            DIFFERENCE.format(
                *(
                    f"cast({'epoch' if kind == 'DATE' else ''}({side}.{name}) as double)"
                    for side in ("ours", "others")
                )
            )
            for name, kind in columns.items()
        ]
        both = f"usage_features as ours full join '{file}' as others using (user_id, api_type)"
        return dict(zip(columns, _row(connection, ", ".join(values), both), strict=True))


def floor(days: str, steps: str, kind: str, *, everything: bool) -> dict[str, float]:
    """Time a bare GROUP BY over the same days: ``kind`` names its aggregates.

    For everything it starts from the days of each series, which are joined before.
    """
    key, table = "user_id, api_type", FIRST
    with closing(_open(days)) as connection:
        if everything:
            key, table = "series_id", "int_series_days"
            _make(connection, steps, table, everything=True)
        started, used = time.perf_counter(), time.process_time()
        query = f"select {key}, {FLOORS[kind]} from ({LOGS} from {table}) group by {key}"  # noqa: S608
        connection.execute(f"create table bare as {query}")
        return _seconds(started, used)


def write_points(days: str, steps: str, count: int, file: str) -> None:
    """Write the scaled features of so many users of the most used type."""
    with closing(_open(days)) as connection:
        _make(connection, steps, "int_clustering_features", everything=False)
        relation = connection.sql(
            "select * exclude (grouping, series_id) from int_clustering_features where api_type = "
            "(select mode(api_type) from int_clustering_features) order by user_id"
        )
        relation.limit(count).write_parquet(file)
