"""Tiers are cut where a group is too wide, and are all that k-means would make of them."""

import numpy as np
import pytest
from usage_groups.exact import on_grid
from usage_groups.fitting.kmeans import centres_of, descend, exchange, fit_kmeans
from usage_groups.fitting.population import GroupPrior, describe_population
from usage_groups.fitting.scale import group_widths, put_on_scale
from usage_groups.fitting.tiers import (
    WIDEST,
    are_wide,
    best_tiers,
    cut_wide_groups,
    refine,
    set_frequent_apart,
    unite_nearest,
)

NAMES = ["gap", "volume", "recency", "frequency", "span"]


def users(spreads: list[float], count: int = 60, seed: int = 0):
    """Return users around centres ten units apart, each group with its spread, on the scale."""
    random = np.random.default_rng(seed)
    labels = np.repeat(np.arange(len(spreads)), count)
    matrix = random.normal(0, 1, (len(labels), 4)) * np.array(spreads)[labels][:, None]
    matrix[:, 0] += 10 * labels
    return describe_population(on_grid(matrix), np.ones(len(labels)), GroupPrior()), labels


def test_the_scale_takes_its_columns_by_name_and_limits_the_volume():
    matrix = np.arange(505.0).reshape(101, 5)
    scale = put_on_scale(matrix, NAMES)
    np.testing.assert_array_equal(scale.columns[1], [1.5 * 7, 2 * 8, 9, 6])
    np.testing.assert_array_equal(scale.limited[:, :3], scale.columns[:, :3])
    assert scale.limited[:, 3].min() == scale.columns[5, 3]
    assert scale.limited[:, 3].max() == scale.columns[95, 3]
    assert put_on_scale(matrix, ["gap", "volume", "recency", "frequency", "place"]) is None


def test_users_of_two_natural_groups_at_one_place_are_two_rows():
    scale = put_on_scale(np.ones((6, 5)), NAMES)
    population, natural = scale.sample(
        np.array([0, 0, 0, 1, 1, 3]), GroupPrior(), most_users=100, seed=0
    )
    assert population.weights.tolist() == [3, 2, 1]
    assert natural.tolist() == [0, 1, 2]
    sampled, _ = scale.sample(np.zeros(6, dtype=int), GroupPrior(), most_users=4, seed=0)
    assert sampled.size == 4


def test_the_width_of_a_group_does_not_count_the_volume():
    population, labels = users([0.1, 0.5])
    population.matrix[:, 3] *= 100
    in_units = population.matrix[:, :3] / [1.5, 1, 1]
    expected = [in_units[labels == group].var(axis=0).sum() for group in (0, 1)]
    found = group_widths(
        describe_population(population.matrix, population.weights, GroupPrior()), labels
    )
    np.testing.assert_allclose(found, expected)


def test_only_groups_that_are_too_wide_are_cut():
    population, labels = users([0.2, 1.0, 0.3])
    cut = cut_wide_groups(population, labels, 5, 8)
    assert (cut[labels == 0] == 0).all()
    assert (cut[labels == 2] == 2).all()
    assert len(set(cut[labels == 1])) >= 2
    assert (np.bincount(cut) >= 5).all()
    assert cut_wide_groups(population, labels, 5, 4).max() == 3
    # Where every half would be too small, nothing is cut.
    assert cut_wide_groups(population, labels, 40, 8).tolist() == labels.tolist()


@pytest.mark.parametrize(("wide", "expected"), [(12, True), (8, False)])
def test_a_tenth_of_the_users_must_be_in_groups_that_are_too_wide(wide, expected):
    matrix = np.zeros((100, 4))
    matrix[:wide, 0] = np.linspace(0, 4, wide)
    labels = np.where(np.arange(100) < wide, 0, 1)
    population = describe_population(matrix, np.ones(100), GroupPrior())
    assert (group_widths(population, labels) > WIDEST).tolist() == [True, False]
    assert are_wide(population, labels) == expected


def test_tiers_are_at_rest_and_large_enough():
    population, labels = users([1.0, 1.0])
    found = best_tiers(population, cut_wide_groups(population, labels, 5, 8), 5)
    rows, weights = population.matrix, population.weights
    again = descend(rows, weights, centres_of(rows, weights, found.labels))
    assert again.labels.tolist() == found.labels.tolist()
    assert (np.bincount(found.labels) >= 5).all()
    fewer = unite_nearest(population, found, 5)
    assert len(fewer.centres) == len(found.centres) - 1
    assert fewer.squares > found.squares


def test_an_exchange_lowers_the_sum_of_squares_until_no_single_place_can():
    random = np.random.default_rng(1)
    rows = on_grid(random.normal(0, 1, (120, 4)))
    weights = random.integers(1, 4, 120).astype(float)
    first = fit_kmeans(rows, weights, 6, seed=0, starts=1)
    found = exchange(rows, weights, first)
    assert found.squares < first.squares
    again = exchange(rows, weights, found)
    assert again.labels.tolist() == found.labels.tolist()
    for place in range(0, 120, 7):
        for group in range(6):
            labels = found.labels.copy()
            labels[place] = group
            centres = centres_of(rows, weights, labels)
            squares = weights @ ((rows - centres[labels]) ** 2).sum(axis=1)
            assert squares > found.squares - 0.01


def frequent_users(few: int) -> np.ndarray:
    """Return the places of many users of about ten days, and of a few of a hundred."""
    random = np.random.default_rng(2)
    days = np.append(random.integers(6, 16, 80), random.integers(95, 105, few))
    return on_grid(np.column_stack([0 * days, np.log(days), 0.9 + 0 * days, 0 * days]))


@pytest.mark.parametrize(("few", "sizes"), [(8, [80, 8]), (4, [84])])
def test_a_few_who_come_far_more_often_are_a_step_if_they_are_enough(few, sizes):
    rows = frequent_users(few)
    weights = np.ones(len(rows))
    whole = descend(rows, weights, centres_of(rows, weights, np.zeros(len(rows), dtype=int)))
    found = set_frequent_apart(rows, weights, whole, 5)
    assert np.bincount(found.labels).tolist() == sizes
    # Who comes twice as often is no step apart.
    near = np.minimum(rows, np.log(20))
    whole = descend(near, weights, centres_of(near, weights, np.zeros(len(rows), dtype=int)))
    assert set_frequent_apart(near, weights, whole, 5) is whole


def test_groups_that_are_too_small_go():
    population, _ = users([0.1, 0.1], count=20)
    far = np.vstack([population.matrix, [[30.0, 0, 0, 0]] * 3])
    population = describe_population(far, np.ones(43), GroupPrior())
    centres = np.array([[0.0, 0, 0, 0], [10.0, 0, 0, 0], [30.0, 0, 0, 0]])
    assert len(refine(population, centres, 3).centres) == 3
    assert len(refine(population, centres, 4).centres) == 2
