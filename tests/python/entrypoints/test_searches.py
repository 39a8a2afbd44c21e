"""Searches take relations and give back who is where, by the number of the series."""

from pathlib import Path

import duckdb
import pandas as pd
import pytest
from usage_groups.entrypoints.searches import search_groups

CANDIDATES = Path(__file__).parents[3] / "seeds" / "clustering_candidates.csv"


@pytest.mark.parametrize("types", [["gnql"], ["gnql", "riot"]])
def test_whole_users_of_a_single_type_have_its_groups(types):
    with duckdb.connect() as session:
        session.execute(
            "create table users as select printf('%03d', number) as user_id, number % 3 as kind "
            "from range(90) as users (number)"
        )
        session.execute(f"create table types as select unnest({types}) as api_type")
        features = session.sql(
            "select grouping, "
            "row_number() over (order by grouping, api_type, user_id) as series_id, user_id, "
            "api_type, 10 as total_calls, 0.1 * kind as volume, 3.0 * kind as gap, "
            "hash(user_id || grouping) % 100 / 500 as spread from ("
            "select 'user' as grouping, user_id, kind, null as api_type from users "
            "union all select 'user_api', user_id, kind, api_type from users cross join types)"
        )
        mix = session.sql("select user_id, 1.0 as type_0 from users")
        candidates = session.from_df(
            pd.read_csv(CANDIDATES, dtype=str).query("algorithm == 'kmeans'")
        )
        found = search_groups(session, features, mix, candidates).df()
        chosen = found[found["is_selected"]]
        assert chosen["grouping"].tolist() == ["user", *["user_api"] * len(types)]
        assert chosen["api_type"].isna().tolist() == [True, *[False] * len(types)]
        members = {
            (row.grouping, row.api_type): pd.DataFrame(list(row.members)).sort_values("series_id")
            for row in chosen.itertuples()
        }
    (whole, typed) = list(members.values())[:2]
    assert whole["series_id"].tolist() == list(range(1, 91))
    assert typed["series_id"].tolist() == list(range(91, 181))
    assert whole["group_id"].tolist() == typed["group_id"].tolist()
    assert whole["group_id"].nunique() == 3
    # One search, and with two types one of its own, over other features.
    is_same = whole["confidence"].tolist() == typed["confidence"].tolist()
    assert is_same == (len(types) == 1)
    assert not whole["is_far"].any()
