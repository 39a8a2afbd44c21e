"""A search replaces stored groups only where it is clearly better, or where they no longer hold."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score
from usage_groups.history.challenger import search_part

SEEDS = Path(__file__).parents[3] / "seeds"
CANDIDATES = pd.read_csv(SEEDS / "clustering_candidates.csv", dtype=str)
CANDIDATES = CANDIDATES[CANDIDATES["algorithm"] == "kmeans"]
CONTEXT = {"usual_spread": 0.2}


def users(sizes: list[int], seed: int = 0, stored=None) -> tuple[pd.DataFrame, np.ndarray]:
    """Draw users around centres two units apart."""
    random = np.random.default_rng(seed)
    truth = np.repeat(np.arange(len(sizes)), sizes)
    centres = 2.0 * np.array([[0, 0, 0], [1, 0, 1], [0, 1, 1], [1, 1, 0]])
    columns = centres[truth] + random.normal(0, 0.15, (len(truth), 3))
    frame = pd.DataFrame(columns, columns=["volume", "gap", "weekend"])
    return frame.assign(total_calls=1.0, stored_id=np.nan if stored is None else stored), truth


def search(frame: pd.DataFrame, stored=None, *, may_search: bool = True) -> pd.Series:
    task = {"stored": stored, "context": CONTEXT, "may_search": may_search}
    found = search_part(frame, CANDIDATES, json.dumps(task))
    return found[found["is_selected"]].iloc[0]


@pytest.fixture(scope="module")
def first():
    frame, truth = users([60, 50, 40])
    selected = search(frame)
    return json.loads(selected["model"]), truth


def test_the_first_search_numbers_groups_by_size(first):
    document, _ = first
    assert [group["group_id"] for group in document["groups"]] == [0, 1, 2]
    assert [group["users"] for group in document["groups"]] == [60, 50, 40]
    assert document["next_id"] == 3
    assert document["usual_spread"] == CONTEXT["usual_spread"]


def test_of_equal_users_the_stored_groups_stay(first):
    document, truth = first
    frame, _ = users([60, 50, 40], seed=1, stored=truth)
    selected = search(frame, document)
    assert selected["outcome"] == "kept"
    assert abs(selected["gain"]) < 0.1
    found = json.loads(selected["model"])
    # Drift is counted from this search on; nothing else differs.
    assert found["features"]["gap"]["deciles"] != document["features"]["gap"]["deciles"]
    for name, feature in found["features"].items():
        feature["deciles"] = document["features"][name]["deciles"]
    assert found == document


def test_a_new_kind_of_users_replaces_them_and_the_others_go_on(first):
    document, truth = first
    frame, _ = users([60, 50, 40, 30], seed=2, stored=np.append(truth, np.full(30, 2)))
    selected = search(frame, document)
    assert selected["outcome"] == "replaced"
    assert selected["gain"] > 0.1
    found = json.loads(selected["model"])
    assert [group["group_id"] for group in found["groups"]] == [0, 1, 2, 3]
    assert found["next_id"] == 4


def test_a_group_that_nearly_all_have_left_is_gone(first):
    document, _ = first
    frame, truth = users([80, 70], seed=3)
    stored = truth.copy()
    stored[:2] = 2
    selected = search(frame.assign(stored_id=stored), document)
    assert selected["outcome"] == "replaced"
    found = json.loads(selected["model"])
    assert [group["group_id"] for group in found["groups"]] == [0, 1]
    assert found["next_id"] == 3


def test_stored_groups_are_a_start_of_the_search(first):
    """What no algorithm of the table finds, stored groups can be."""
    frame, truth = users([60, 50, 40])
    task = {"stored": first[0], "context": CONTEXT, "may_search": True}
    poor = CANDIDATES.assign(values="2")[:1]
    found = search_part(frame.assign(stored_id=truth), poor, json.dumps(task))
    known = found[found["algorithm"] == "known_groups"].iloc[0]
    assert known["group_count"] == 3
    assert known["score"] >= found["score"].max()


def test_without_a_search_everybody_is_in_one_group():
    selected = search(users([60, 50, 40])[0], may_search=False)
    assert selected["reason"] == "no search"
    assert [group["users"] for group in json.loads(selected["model"])["groups"]] == [150]


def test_labels_by_the_document_are_those_of_the_search(first):
    """The nearest centre of the document, for groups as round as these."""
    document, truth = first
    frame, _ = users([60, 50, 40])
    centres = pd.DataFrame([component["centres"] for component in document["components"]])
    columns = frame[centres.columns].to_numpy()
    nearest = ((columns[:, None] - centres.to_numpy()) ** 2).sum(axis=2).argmin(axis=1)
    assert adjusted_rand_score(truth, nearest) > 0.98
