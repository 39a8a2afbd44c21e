"""Searches take relations and give back who is where, by the number of the series."""

import json
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from usage_groups.entrypoints.searches import (
    BASELINE_TRIALS,
    TRIALS,
    search_baseline,
    search_groups,
)

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
            "api_type, 10 as total_calls, cast(null as bigint) as stored_id, "
            "0.1 * kind as volume, 3.0 * kind as gap, "
            "hash(user_id || grouping) % 100 / 500 as spread from ("
            "select 'user' as grouping, user_id, kind, null as api_type from users "
            "union all select 'user_api', user_id, kind, api_type from users cross join types)"
        )
        mix = session.sql("select user_id, 1.0 as type_0 from users")
        plan = session.sql(
            "select grouping, api_type, cast(null as varchar) as stored_model, "
            "'{\"of\": \"' || coalesce(api_type, 'all') || '\"}' as context, "
            "true as may_search, cast(null as bigint) as window_days, 'asked for' as reason, "
            '\'{"volume": {"least": -3, "most": 9, "deciles": [1, 1, 1, 1, 1, 1, 1, 1, 2]}}\' '
            "as ranges "
            "from (select distinct grouping, api_type from features)"
        )
        candidates = session.from_df(
            pd.read_csv(CANDIDATES, dtype=str).query("algorithm == 'kmeans'")
        )
        found = search_groups(session, features, mix, plan, candidates).df()
    chosen = found[found["is_selected"]]
    assert chosen["grouping"].tolist() == ["user", *["user_api"] * len(types)]
    assert chosen["api_type"].isna().tolist() == [True, *[False] * len(types)]
    assert (chosen["outcome"] == "first").all()
    whole, typed, *_ = (json.loads(model) for model in chosen["model"])
    # Each knows its own context.
    assert (whole.pop("of"), typed.pop("of")) == ("all", "gnql")
    assert [group["users"] for group in whole["groups"]] == [30, 30, 30]
    # What all users lie between is told, of whom those searched may be few.
    assert [typed["features"]["volume"][name] for name in ("least", "most")] == [-3, 9]
    assert typed["features"]["volume"]["deciles"][-1] == 2
    # One search, and with two types one of its own, over other features.
    assert (whole == typed) == (len(types) == 1)


def test_nothing_is_searched_without_a_reason():
    with duckdb.connect() as session:
        features = session.sql(
            "select 'user' as grouping, 1 as series_id, 'a' as user_id, "
            "cast(null as varchar) as api_type, 1 as total_calls, 0 as stored_id, 0.5 as volume "
            "where false"
        )
        mix = session.sql("select 'a' as user_id, 1.0 as type_0")
        plan = session.sql(
            "select 'user' as grouping, null as api_type, '{}' as stored_model, '{}' as context, "
            "true as may_search, null as window_days, cast(null as varchar) as reason, "
            "'{}' as ranges"
        )
        candidates = session.from_df(pd.read_csv(CANDIDATES, dtype=str))
        found = search_groups(session, features, mix, plan, candidates)
        assert found.columns == list(TRIALS)
        assert not found.fetchall()


def test_the_baseline_of_nobody_has_its_columns():
    with duckdb.connect() as session:
        some = session.sql(
            "select unnest(range(30)) as series_id, 'a' || series_id as user_id, "
            "'gnql' as api_type, series_id % 3 / 2 as use_days"
        )
        found = search_baseline(session, some)
        nobody = search_baseline(session, some.filter("false"))
        assert nobody.columns == found.columns == list(BASELINE_TRIALS)
        assert nobody.types == found.types
        assert found.fetchall()
        assert not nobody.fetchall()
