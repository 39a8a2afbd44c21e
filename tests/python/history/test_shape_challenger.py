"""Groups by shape: users are given to stored medoids, which a search seldom replaces."""

import json

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score
from usage_groups.history.shape_challenger import search_shapes, separation
from usage_groups.history.stored_shapes import give_shapes, untried, with_outcome
from usage_groups.shapes.model import read_shapes, write_shapes
from usage_groups.shapes.series import WeeklySeries, find_shaped

KINDS = ("steady", "growing", "fading", "alternating")
WEEKS = 13


def draw(kinds: list[str], seed: int = 0, weeks: int = WEEKS) -> WeeklySeries:
    """Draw one series of each kind named."""
    random = np.random.default_rng(seed)
    age = np.linspace(0, 1, weeks)
    levels = {
        "steady": np.ones(weeks),
        "growing": 10 ** (-1.7 * (1 - age)),
        "fading": 10 ** (-1.7 * age),
        "alternating": 1.0 - np.arange(weeks) % 2,
        "burst": np.eye(weeks)[0],
        "stopped": 1.0 * (np.arange(weeks) < 3),
        "new": np.arange(weeks) < 2,
    }
    calls = np.array([levels[kind] for kind in kinds], dtype=float)
    calls *= 10 ** random.uniform(2.3, 5, (len(kinds), 1))
    calls = np.rint(calls * np.exp(0.3 * random.normal(size=calls.shape)))
    lengths = np.where(np.array(kinds) == "new", 3, weeks)
    return WeeklySeries(calls, lengths)


def kinds_of(**counts: int) -> list[str]:
    return [kind for kind, count in counts.items() for _ in range(count)]


EVERYBODY = kinds_of(steady=40, growing=30, fading=25, alternating=20, burst=15, new=10)


def search(series: WeeklySeries, stored=None, *, is_searched=True, may_search=True):
    known = stored and json.dumps(stored)
    trials = with_outcome(untried())
    if is_searched:
        trials = search_shapes(series, json.dumps({"stored": stored, "may_search": may_search}))
    selected = trials[trials["is_selected"]].iloc[0]
    return selected, give_shapes(series, selected["model"] if is_searched else known, known)


@pytest.fixture(scope="module")
def first():
    selected, labels = search(draw(EVERYBODY))
    return json.loads(selected["model"]), labels


def test_the_first_search_numbers_groups_by_size(first):
    document, labels = first
    assert adjusted_rand_score(EVERYBODY, labels["group_id"]) > 0.95
    sizes = labels["group_id"].value_counts().sort_index()
    assert sizes.is_monotonic_decreasing
    assert document["next_id"] == len(sizes) == 6
    assert labels["stored_id"].isna().all()


def test_labels_follow_from_the_own_weeks_and_the_medoids(first):
    """Whoever else there is, in whatever order, and whether or not the search has seen them."""
    document, labels = first
    series = draw(EVERYBODY)
    selected, again = search(series, document, is_searched=False)
    assert pd.isna(selected["outcome"])
    assert pd.isna(selected["algorithm"])
    pd.testing.assert_frame_equal(again.drop(columns="stored_id"), labels.drop(columns="stored_id"))
    model = read_shapes(json.dumps(document))
    order = np.random.default_rng(0).permutation(len(labels))[:50]
    some = model.assign(series[order])
    expected = labels.drop(columns="stored_id").iloc[order].reset_index(drop=True)
    pd.testing.assert_frame_equal(some, expected)
    # In a table with more weeks, as where somebody else has been here for longer.
    wide = WeeklySeries(np.pad(series.calls, [(0, 0), (0, 5)]), series.lengths)
    pd.testing.assert_frame_equal(model.assign(wide), labels.drop(columns="stored_id"))


def test_a_document_is_read_as_it_was_written(first):
    text = json.dumps(first[0], sort_keys=True)
    assert write_shapes(read_shapes(text)) == text


def test_weeks_later_the_shapes_are_the_same(first):
    document, _ = first
    _, later = search(draw(EVERYBODY, seed=1, weeks=WEEKS + 3), document, is_searched=False)
    assert adjusted_rand_score(EVERYBODY, later["group_id"]) > 0.9


def test_medoids_are_known_in_series_of_longer_steps():
    """As when a period grows beyond three years, and two weeks make one step."""
    fine = draw(EVERYBODY, weeks=40)
    model = read_shapes(search(fine)[0]["model"])
    coarse = WeeklySeries(fine.calls[:, ::2], -(-fine.lengths // 2), 2)
    kept = find_shaped(coarse) & (np.array(EVERYBODY) != "alternating")
    found = model.assign(coarse)["group_id"][kept]
    assert adjusted_rand_score(model.assign(fine)["group_id"][kept], found) > 0.9


def test_of_equal_users_the_stored_groups_stay(first):
    document, _ = first
    selected, labels = search(draw(EVERYBODY, seed=1), document)
    assert selected["outcome"] == "kept"
    assert abs(selected["gain"]) < 0.1
    assert json.loads(selected["model"]) == document
    assert (labels["stored_id"] == labels["group_id"]).all()


def test_a_new_shape_replaces_them_and_the_others_go_on(first):
    document, old = first
    everybody = [*EVERYBODY, *kinds_of(stopped=20)]
    selected, labels = search(draw(everybody, seed=2), document)
    assert selected["outcome"] == "replaced"
    assert selected["gain"] > 0.1
    for kind in set(EVERYBODY):
        rows = [row for row, other in enumerate(EVERYBODY) if other == kind]
        assert labels["group_id"].iloc[rows].mode()[0] == old["group_id"].iloc[rows].mode()[0]
    assert labels["group_id"].iloc[-20:].mode()[0] == 6
    assert json.loads(selected["model"])["next_id"] == 7


def test_a_shape_that_nearly_all_have_left_is_gone_and_its_number_with_it(first):
    document, old = first
    gone = old["group_id"].iloc[EVERYBODY.index("alternating")]
    fewer = [kind for kind in EVERYBODY if kind != "alternating"]
    selected, labels = search(draw(fewer, seed=3), document)
    assert selected["outcome"] == "replaced"
    found = json.loads(selected["model"])
    assert gone not in set(labels["group_id"])
    # It comes back under a number of its own.
    selected, labels = search(draw(EVERYBODY, seed=4), found)
    assert selected["outcome"] == "replaced"
    assert labels["group_id"].max() == 6


def test_bursts_are_a_group_where_a_search_found_enough():
    few = kinds_of(steady=40, growing=30, burst=2, new=10)
    selected, labels = search(draw(few))
    assert set(labels["kind"]) == {"shape", "too short"}
    stored = json.loads(selected["model"])
    more = draw(kinds_of(steady=40, growing=30, burst=20, new=10), seed=1)
    _, labels = search(more, stored, is_searched=False)
    assert set(labels["kind"]) == {"shape", "too short"}
    selected, labels = search(more, stored)
    assert selected["outcome"] == "kept"
    assert labels.loc[labels["kind"] == "one burst", "group_id"].unique() == [stored["burst_id"]]


def test_without_a_search_everybody_with_a_shape_is_in_one_group():
    selected, labels = search(draw(EVERYBODY), may_search=False)
    assert selected["reason"] == "no search"
    assert labels.groupby("kind")["group_id"].nunique().to_dict() == {
        "one burst": 1,
        "shape": 1,
        "too short": 1,
    }


def test_groups_of_rules_alone_are_searched_again_when_there_are_shapes():
    selected, labels = search(draw(kinds_of(new=10)))
    assert selected["reason"] == "no series has enough weeks"
    stored = json.loads(selected["model"])
    assert stored["groups"] == []
    selected, labels = search(draw(EVERYBODY), stored)
    assert selected["outcome"] == "first"
    short = labels.loc[labels["kind"] == "too short", "group_id"]
    assert (short == stored["short_id"]).all()
    assert adjusted_rand_score(EVERYBODY, labels["group_id"]) > 0.95


def test_separation_is_the_medoid_silhouette():
    assert separation(np.array([[0.0, 1.0], [1.0, 1.0], [0.5, 0.25]])) == pytest.approx(0.5)
    assert separation(np.array([[0.3], [0.1]])) == 0
