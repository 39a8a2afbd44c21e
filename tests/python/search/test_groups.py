"""The search for groups on populations whose groups are known."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linear_sum_assignment
from sklearn.metrics import adjusted_rand_score
from usage_groups.fitting.candidates import expand_candidates
from usage_groups.search.assignment import far_limit
from usage_groups.search.groups import Settings, group_users
from usage_groups.search.model import centres_and_spreads

SEEDS = Path(__file__).parents[3] / "seeds"
CANDIDATES = expand_candidates(pd.read_csv(SEEDS / "clustering_candidates.csv", dtype=str))
FEW = [
    candidate
    for candidate in CANDIDATES
    if candidate.algorithm == "kmeans" or "covariance_type=diag" in str(candidate)
]


def population(sizes: list[int], *, spread: float = 0.12, seed: int = 0):
    """Users around centres that lie two units apart in some of six features."""
    random = np.random.default_rng(seed)
    centres = random.permuted(np.tile([0.0, 0.0, 2.0], (len(sizes), 2)), axis=1)
    centres[:, 0] = 1.5 * np.arange(len(sizes))
    truth = np.repeat(np.arange(len(sizes)), sizes)
    return centres[truth] + random.normal(0, spread, (len(truth), 6)), truth


def test_planted_groups_are_found_and_numbered_by_size():
    matrix, truth = population([40, 120, 80])
    found = group_users(matrix, np.ones(len(matrix)), FEW)
    assert found.reason == "groups"
    assert adjusted_rand_score(truth, found.labels) > 0.98
    assert np.bincount(found.labels).tolist() == [120, 80, 40]
    assert (found.stability >= 0.85).all()
    assert len(found.stability) == 3


def test_the_order_of_the_users_does_not_matter():
    matrix, _ = population([60, 40])
    order = np.random.default_rng(1).permutation(len(matrix))
    calls = np.arange(1.0, len(matrix) + 1)
    first = group_users(matrix, calls, FEW)
    shuffled = group_users(matrix[order], calls[order], FEW)
    assert shuffled.labels.tolist() == first.labels[order].tolist()
    assert shuffled.confidence.tolist() == first.confidence[order].tolist()
    pd.testing.assert_frame_equal(shuffled.trials, first.trials)


@pytest.mark.parametrize("seed", range(4))
def test_one_hump_is_one_group(seed):
    matrix, _ = population([150], spread=0.4, seed=seed)
    found = group_users(matrix, np.ones(len(matrix)), FEW)
    assert set(found.labels) == {0}
    assert found.reason != "groups"
    selected = found.trials[found.trials["is_selected"]]
    assert selected["algorithm"].tolist() == ["one_group"]


@pytest.mark.parametrize("seed", range(3))
def test_permuted_columns_have_no_structure(seed):
    matrix, _ = population([60, 60, 60], spread=0.35, seed=seed)
    random = np.random.default_rng(seed)
    permuted = random.permuted(matrix, axis=0)
    found = group_users(permuted, np.ones(len(matrix)), FEW)
    assert set(found.labels) == {0}


def test_a_few_heavy_users_are_a_group():
    matrix, truth = population([200, 8])
    calls = np.where(truth == 1, 1e6, 1.0)
    found = group_users(matrix, calls, FEW)
    assert set(found.labels[truth == 1]) == {1}


def test_groups_have_five_users_and_everybody_has_one():
    matrix, truth = population([100, 80, 3])
    found = group_users(matrix, np.ones(len(matrix)), FEW)
    assert (np.bincount(found.labels) >= 5).all()
    assert found.is_far[truth == 2].all()
    assert found.is_far[truth < 2].mean() <= 0.03
    assert adjusted_rand_score(truth[truth < 2], found.labels[truth < 2]) > 0.98


def test_confidence_is_lower_between_groups():
    matrix, _ = population([80, 80], spread=0.35, seed=3)
    middle = (matrix[:80].mean(axis=0) + matrix[80:].mean(axis=0)) / 2
    found = group_users(np.vstack([matrix, middle]), np.ones(161), FEW)
    assert ((found.confidence >= 0) & (found.confidence <= 1)).all()
    if found.reason == "groups":
        assert found.confidence[-1] <= np.median(found.confidence)


def test_a_part_of_many_users_is_searched_and_the_others_join():
    matrix, truth = population([500, 300, 200])
    whole = group_users(matrix, np.ones(1000), FEW)
    part = group_users(matrix, np.ones(1000), FEW, Settings(most_fitted=300))
    assert adjusted_rand_score(whole.labels, part.labels) > 0.98
    assert adjusted_rand_score(truth, part.labels) > 0.98


def test_one_user_unlike_all_others_is_far_however_many_calls_it_makes():
    matrix = np.vstack([np.zeros((60, 6)), np.ones((1, 6))])
    calls = np.array([1.0] * 60 + [1e9])
    found = group_users(matrix, calls, FEW)
    assert found.labels.tolist() == [0] * 61
    assert found.is_far.tolist() == [False] * 60 + [True]
    assert len(found.stability) == 1


def test_who_is_far_is_told_by_the_spread_of_the_own_group():
    wide, narrow = np.linspace(-3, 3, 50), np.linspace(9.9, 10.1, 50)
    columns = np.append(np.concatenate([wide, narrow]), [3.5, 13.5])[:, None]
    labels = np.append(np.repeat([0, 1], 50), [0, 1])
    centres, spreads = centres_and_spreads(columns, labels, 2)
    distances = ((columns - centres[labels]) / spreads[labels]) ** 2
    assert np.flatnonzero(distances.sum(axis=1) > far_limit(1)).tolist() == [101]


NAMES = ["recency", "frequency", "span", "volume", "a", "b"]


def on_a_scale(seed: int) -> np.ndarray:
    """Return a hundred equal users, and two hundred beyond a gap who differ by degrees."""
    random = np.random.default_rng(seed)
    alike = random.normal([1.5, 0, 0, 0, 1, 1], 0.05, (100, 6))
    level = random.normal(0, 0.4, (200, 1))
    others = [0.8, 1.5, 0.4, 1, 0, 0] + level * [-1, 1, 0.5, 1, 0, 0]
    return np.vstack([alike, others + random.normal(0, [0.4, 0.2, 0.2, 0.4, 0.1, 0.1], (200, 6))])


def test_where_there_is_no_gap_groups_are_steps_on_a_scale():
    matrix = on_a_scale(0)
    calls = np.ones(len(matrix))
    natural = group_users(matrix, calls, FEW)
    assert np.bincount(natural.labels).tolist() == [200, 100]
    found = group_users(matrix, calls, FEW, names=NAMES)
    assert found.is_tier
    # Two steps on the scale at least, and still a group of those who are alike.
    assert len(found.stability) >= 3
    assert len(set(found.labels[:100])) == 1
    assert np.isin(found.labels[100:], found.labels[:1]).mean() < 0.1
    assert (found.stability >= 0.6).all()
    # The middle of a step is surer than its border, and no two users are equally sure.
    assert np.quantile(found.confidence[100:], 0.1) < 0.8 < np.quantile(found.confidence, 0.6)
    assert pd.Series(found.confidence[100:].round(3)).value_counts().max() < 15
    selected = found.trials[found.trials["is_selected"]].iloc[0]
    assert selected["group_count"] == len(found.stability)
    assert selected["stability"] == found.stability.min()
    assert found.trials["is_tier"].tolist() == found.trials["is_selected"].tolist()


def test_without_the_columns_of_the_scale_or_with_narrow_groups_nothing_is_cut():
    matrix = on_a_scale(0)
    assert not group_users(matrix, np.ones(300), FEW, names=["a", *NAMES[1:]]).is_tier
    matrix, truth = population([80, 60, 40])
    narrow = group_users(matrix, np.ones(len(matrix)), FEW, names=NAMES)
    assert not narrow.is_tier
    assert adjusted_rand_score(truth, narrow.labels) > 0.98


@pytest.mark.parametrize("api_type", ["gnql", None])
def test_one_extreme_user_moves_hardly_anybody(sample_project, api_type):
    users = sample_project.made(
        "from int_clustering_features where api_type is not distinct from "
        + ("null" if api_type is None else f"'{api_type}'")
        + " order by user_id"
    )
    keys = ["grouping", "series_id", "user_id", "api_type", "total_calls"]
    matrix = users.drop(columns=keys)
    # Every day a billion calls, to gnql.
    extreme = dict.fromkeys(matrix, 0.0)
    extreme |= {"volume": 9.0, "frequency": 2.4, "span": 0.69, "weekend": 0.43}
    if api_type is None:
        mix = sample_project.made("from int_user_api_mix_pivoted order by user_id")
        shares = sample_project.made("from int_user_api_shares")
        gnql = list(shares["api_type"].value_counts().index).index("gnql")
        mix = mix.drop(columns="user_id").dropna(axis="columns")
        matrix = matrix.join(mix)
        extreme |= dict.fromkeys(mix, 0.0) | {f"type_{gnql}": 1.0}
    published = sample_project.query(
        "select user_id, group_id from "
        + ("user_groups" if api_type is None else f"user_api_groups where api_type = '{api_type}'")
    )
    before = users[["user_id"]].merge(published, on="user_id")["group_id"].to_numpy()
    matrix.loc[len(matrix)] = extreme
    calls = np.append(users["total_calls"].to_numpy(dtype=float), 91e9)
    found = group_users(matrix.to_numpy(), calls, CANDIDATES, names=list(matrix))
    after = found.labels[:-1]
    counts = pd.crosstab(before, after).to_numpy()
    stayed = counts[linear_sum_assignment(-counts)].sum()
    assert len(users) - stayed <= 0.02 * len(users)


def test_heavy_daily_users_are_not_among_occasional_ones(sample_project):
    group = sample_project.query(
        "select user_id, use_days from user_groups qualify "
        "bool_or(user_id = '1131') over (partition by group_id)"
    )
    assert {"1131", "1110"} <= set(group["user_id"])
    # Of the 91 days of the window.
    assert group["use_days"].min() >= 30
    assert group["use_days"].median() >= 80


@pytest.mark.parametrize("users", [1, 2, 4, 9])
def test_few_users_are_one_group(users):
    matrix = np.random.default_rng(0).random((users, 6))
    found = group_users(matrix, np.ones(users), CANDIDATES)
    assert found.labels.tolist() == [0] * users
    assert np.isfinite(found.confidence).all()


def test_equal_users_are_one_group():
    found = group_users(np.ones((50, 6)), np.ones(50), CANDIDATES)
    assert set(found.labels) == {0}


@pytest.mark.parametrize(
    ("matrix", "calls", "sentence"),
    [
        (np.ones(3), np.ones(3), "matrix must be users by features"),
        (np.ones((3, 2)), np.ones(2), "calls must hold one number per user"),
        (np.full((3, 2), np.nan), np.ones(3), "must be finite numbers"),
        (np.ones((3, 2)), -np.ones(3), "calls must not be negative"),
    ],
)
def test_bad_arguments_are_named(matrix, calls, sentence):
    with pytest.raises(ValueError, match=sentence):
        group_users(matrix, calls, FEW)
