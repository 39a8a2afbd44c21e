"""Series are given to shapes block by block, and each as if it were alone."""

import duckdb
import numpy as np
import pandas as pd
import pytest
from usage_groups.entrypoints import shapes

SERIES = 120


@pytest.fixture(scope="module")
def session():
    random = np.random.default_rng(0)
    weeks = [
        (3 * number, week, 20 + number % 5, max(float(calls), 1))
        for number in range(SERIES)
        for week, calls in enumerate(random.poisson(3 + number % 3 * np.arange(18)))
        if calls or week == 0
    ]
    columns = ["series_id", "week_number", "week_count", "weekly_calls"]
    with duckdb.connect() as connection:
        connection.register("drawn", pd.DataFrame(weeks, columns=columns))
        connection.execute("create table weeks as from drawn")
        plan = "'shape' as grouping, cast(null as varchar) as stored_model, 'asked for' as reason"
        connection.execute(f"create table plan as select {plan}, true as may_search")
        found = shapes.search_shapes(
            connection, connection.table("weeks"), connection.table("plan")
        ).df()
        document = found.loc[found["is_selected"], "model"].item()
        connection.execute(
            "create table models as select 'shape' as grouping, 'shapes' as part_key, ? as model",
            [document],
        )
        yield connection


def labels(session, **known):
    plan = session.table("plan")
    if known:
        plan = session.table("models").project("grouping, model as stored_model")
    tables = session.table("weeks"), session.table("models"), plan
    return shapes.label_shapes(session, *tables).df()


def test_the_size_of_blocks_decides_nothing(session, monkeypatch):
    at_once = labels(session)
    assert at_once["series_id"].tolist() == [3 * number for number in range(SERIES)]
    assert at_once["kind"].nunique() > 0
    assert at_once["stored_id"].isna().all()
    for weeks in (1, 24 * 7, 24 * (SERIES - 1)):
        monkeypatch.setattr(shapes, "_BLOCK_WEEKS", weeks)
        assert labels(session).equals(at_once)


def test_stored_groups_that_stay_are_those_in_use(session):
    found = labels(session, known=True)
    assert (found["stored_id"] == found["group_id"]).all()


def test_no_series_are_no_labels(session):
    nothing = session.table("weeks").filter("false")
    found = shapes.label_shapes(session, nothing, session.table("models"), session.table("plan"))
    assert found.columns == list(shapes.LABELS)
    assert not found.fetchall()


def test_where_nothing_is_searched_nothing_is_tried(session):
    plan = session.table("plan").project("* exclude (reason), cast(null as varchar) as reason")
    found = shapes.search_shapes(session, session.table("weeks"), plan).df()
    assert found["is_selected"].tolist() == [True]
    assert found["algorithm"].isna().all()
