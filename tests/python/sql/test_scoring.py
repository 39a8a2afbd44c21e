"""Groups by the SQL of a stored model are those that the search itself would give."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from rendering import rendered
from usage_groups.fitting.candidates import expand_candidates
from usage_groups.history.documents import write_document
from usage_groups.search.assignment import with_background
from usage_groups.search.confidence import Curve
from usage_groups.search.groups import group_users
from usage_groups.search.model import GroupModel

SEEDS = Path(__file__).parents[3] / "seeds"
CANDIDATES = [
    candidate
    for candidate in expand_candidates(pd.read_csv(SEEDS / "clustering_candidates.csv", dtype=str))
    if candidate.algorithm == "kmeans" or "covariance_type=diag" in str(candidate)
]
BEHAVIOUR = [
    *("volume", "recency", "frequency", "gap", "irregularity"),
    *("span", "weekend", "spread", "growth", "centre"),
]
TYPES = {"gnql": 0, "riot": 1, "rare": 2, "rarer": 2}


def models():
    """Find natural groups, tiers, one group and whole users; make groups of other components."""
    random = np.random.default_rng(0)
    kinds = random.normal(0, 1.2, (4, 10))
    natural = np.repeat(kinds, 50, axis=0) + random.normal(0, 0.15, (200, 10))
    found = search(natural)
    yield "natural", natural, None, found
    pairs = Curve(np.array([0.5, -0.5]), 0.3)
    united = replace(found, group_of_component=np.array([0, 1, 1, 0]), stability=np.ones(2))
    yield "united", natural, None, united.with_curve(pairs).measured(natural, 30.0)
    # Scattered users who are enough for a group, which has no centre.
    scattered = np.vstack([natural[:150], random.uniform(-6, 6, (40, 10))])
    background = replace(
        found,
        components=with_background(found.components, -20.0),
        group_of_component=np.arange(5),
        stability=np.ones(5),
    )
    curve = Curve(np.linspace(-1, 1, 5), 0.2)
    yield "scattered", scattered, None, background.with_curve(curve).measured(scattered, 30.0)
    level = random.normal(0, 0.7, (250, 1)) * np.array([0, -1, 1, *np.zeros(7)])
    alike = random.normal([2, 1.5, 0, 0, 0, 0, 0, 0, 0, 2], 0.05, (80, 10))
    steps = np.vstack([level + random.normal(0, 0.2, (250, 10)), alike])
    yield "tiers", steps, None, search(steps)
    for part, count in (("one group", 60), ("nobody else", 1)):
        equal = random.normal(0, 0.1, (count, 10))
        yield part, equal, None, search(equal)
    types = np.repeat(["gnql", "riot", "rare", "rarer"], 50)
    yield "users", natural, types, search(*with_types(natural, types))


def search(matrix: np.ndarray, names: Sequence[str] = BEHAVIOUR) -> GroupModel:
    return group_users(matrix, np.ones(len(matrix)), CANDIDATES, names=names).model


@pytest.fixture(scope="module")
def score():
    """Make a function that runs the SQL of the labels."""
    sql = rendered("search/int_group_labels_scored.sql")

    def run(columns: pd.DataFrame, shares: pd.DataFrame, models: pd.DataFrame) -> pd.DataFrame:
        with duckdb.connect() as connection:
            tables = {
                "int_clustering_columns": columns,
                "int_user_api_shares": shares,
                "int_group_models": models,
            }
            for name, frame in tables.items():
                connection.register("frame", frame)
                connection.execute(f"create table {name} as from frame")
            return connection.execute(f"from (\n{sql}\n) order by part_key, series_id").df()

    return run


def with_types(matrix: np.ndarray, types: np.ndarray | None) -> tuple[np.ndarray, list[str]]:
    """Add the shares of API types, as the features of whole users have them."""
    if types is None:
        return matrix, BEHAVIOUR
    places = np.array([TYPES[name] for name in types])
    return np.hstack([matrix, np.eye(3)[places]]), [*BEHAVIOUR, "type_0", "type_1", "type_2"]


def test_sql_gives_everybody_the_group_of_the_search(score):
    columns, shares, documents, expected = [], [], [], []
    for part_key, drawn, types, model in models():
        matrix, _ = with_types(drawn, types)
        # Numbers as they are after some searches.
        ids = np.arange(len(model.stability)) * 3 + 2
        context = {"usual_spread": 0.25, "period_days": 91}
        if types is not None:
            places = [{"api_type": name, "place": place} for name, place in TYPES.items()]
            context |= {"api_types": places[:2], "others_place": 2}
        documents.append((part_key, write_document(model, ids, 99, context)))
        # Strangers, far from everybody, are scored too.
        unseen = matrix[:5] + np.linspace(-40, 40, 5)[:, None] * (np.arange(matrix.shape[1]) < 10)
        everybody = np.vstack([matrix, unseen]) if types is None else matrix
        assigned = model.assign(everybody)
        series = len(expected) * 1000 + np.arange(len(everybody))
        frame = pd.DataFrame(everybody[:, :10], columns=BEHAVIOUR)
        users = [f"{part_key} {number}" for number in series]
        frame = frame.assign(part_key=part_key, series_id=series, user_id=users)
        columns.append(
            # Half of a user's spread is what is usual.
            frame.assign(
                spread_seen=frame["spread"] - 0.25 * 0.5,
                spread_unseen=0.5,
                span_days=frame["span"] * 90,
            )
        )
        if types is not None:
            shares.append(pd.DataFrame({"user_id": users, "api_type": types, "day_share": 1.0}))
        expected.append(
            pd.DataFrame(
                {
                    "part_key": part_key,
                    "series_id": series,
                    "group_id": ids[assigned.labels],
                    "confidence": assigned.confidence,
                    "is_far": assigned.is_far,
                    "stability": model.stability[assigned.labels],
                    "is_tier": model.is_tier,
                }
            )
        )
    documents = pd.DataFrame(documents, columns=["part_key", "model"])
    labels = score(pd.concat(columns), pd.concat(shares), documents)
    expected = pd.concat(expected).sort_values(["part_key", "series_id"], ignore_index=True)
    counts = expected.groupby("part_key")["group_id"].nunique().to_dict()
    assert counts == {
        "natural": 4,
        "nobody else": 1,
        "one group": 1,
        "scattered": 4,
        "tiers": counts["tiers"],
        "united": 2,
        "users": 4,
    }
    assert counts["tiers"] > 2
    assert set(expected.loc[expected["is_tier"], "part_key"]) == {"tiers"}
    for name in ("part_key", "series_id", "group_id", "is_far", "is_tier"):
        assert labels[name].tolist() == expected[name].tolist(), name
    for name in ("confidence", "stability"):
        np.testing.assert_allclose(labels[name], expected[name], atol=1e-6)


def test_who_outgrows_all_users_of_the_search_is_marked(score):
    random = np.random.default_rng(0)
    matrix = random.normal(0, 0.1, (60, 10))
    document = write_document(
        search(matrix), np.array([0]), 1, {"usual_spread": 0.2, "period_days": 91}
    )
    grown = np.zeros((4, 10))
    # A thousandfold growth of the calls, a longer silence, and days that are somewhat more.
    grown[1, 0], grown[2, 1], grown[3, 2] = 3, 3, 0.5
    columns = pd.DataFrame(grown, columns=BEHAVIOUR).assign(
        part_key="t",
        series_id=range(4),
        user_id=list("abcd"),
        spread_seen=0.0,
        spread_unseen=0.0,
        span_days=0.0,
    )
    shares = pd.DataFrame({"user_id": ["a"], "api_type": ["t"], "day_share": [1.0]})
    documents = pd.DataFrame({"part_key": ["t"], "model": [document]})
    labels = score(columns, shares, documents)
    assert labels["beyond_feature"].fillna("").tolist() == ["", "volume", "", ""]
    assert labels["group_id"].tolist() == [0] * 4
