"""Of very many users a search sees some thousands, and in numbers what all of them lie between."""

import json

import duckdb
import numpy as np
from rendering import rendered
from usage_groups.search.frame import describe_features

BEHAVIOUR = [
    *("volume", "recency", "frequency", "gap", "irregularity"),
    *("span", "weekend", "spread", "growth", "centre"),
]
USERS = {"gnql": 3000, "riot": 40}


def connect() -> duckdb.DuckDBPyConnection:
    """Make users of two types, and a plan by which both are searched."""
    connection = duckdb.connect()
    columns = ", ".join(f"random() * {place} as {name}" for place, name in enumerate(BEHAVIOUR, 1))
    connection.execute("select setseed(0.5)")
    connection.execute(
        "create table int_clustering_features as select 'user_api' as grouping, "
        "row_number() over () as series_id, api_type || number as user_id, api_type, "
        f"1 as total_calls, {columns} from (select unnest(['gnql', 'riot']) as api_type, "
        "unnest([3000, 40]) as users), unnest(range(users)) as numbers (number)"
    )
    connection.execute(
        "create table int_search_plan as select api_type as part_key, 'user_api' as grouping, "
        "api_type, count(*) as user_count, 'asked for' as reason from int_clustering_features "
        "group by api_type"
    )
    connection.execute(
        "create table int_stored_labels as select api_type as part_key, series_id, 1 as group_id "
        "from int_clustering_features where series_id % 2 = 0"
    )
    return connection


def drawn(connection: duckdb.DuckDBPyConnection, most: int) -> dict[str, set[str]]:
    query = rendered("search/int_searched_features.sql", most_fitted_users=most)
    found = connection.execute(f"select api_type, user_id, stored_id, series_id from ({query})")
    users: dict[str, set[str]] = {}
    for api_type, user_id, stored_id, series_id in found.fetchall():
        assert (stored_id == 1) == (series_id % 2 == 0)
        users.setdefault(api_type, set()).add(user_id)
    return users


def test_a_search_sees_so_many_users_and_of_fewer_all():
    with connect() as connection:
        few, more = drawn(connection, 500), drawn(connection, 600)
        assert [len(few[part]) for part in USERS] == [500, 40]
        assert [len(more[part]) for part in USERS] == [600, 40]
        # Whoever is drawn stays when there is room for more, and whatever the order of the rows.
        assert few["gnql"] < more["gnql"]
        connection.execute(
            "create or replace table int_clustering_features as from int_clustering_features "
            "order by volume"
        )
        assert drawn(connection, 500) == few


def test_what_all_users_lie_between_is_what_python_would_say():
    with connect() as connection:
        query = rendered("search/int_searched_ranges.sql")
        ranges = dict(connection.execute(f"select part_key, ranges from ({query})").fetchall())
        for part in USERS:
            users = connection.execute(
                f"select {', '.join(BEHAVIOUR)} from int_clustering_features where api_type = ?",
                [part],
            ).fetchnumpy()
            matrix = np.column_stack(list(users.values()))
            matrix = np.rint(matrix * 2**14) / 2**14
            none = np.zeros(len(BEHAVIOUR))
            everybody = describe_features(matrix, BEHAVIOUR, none, none, none)
            some = describe_features(matrix[:20], BEHAVIOUR, none, none, none)
            found = some.among(json.loads(ranges[part]))
            for name in ("least", "most", "deciles"):
                assert np.array_equal(getattr(found, name), getattr(everybody, name)), name
                assert not np.array_equal(getattr(some, name), getattr(everybody, name))
