"""Valleys between groups, by kernel densities."""

import numpy as np
import pytest
from usage_groups.fitting.population import GroupPrior, describe_population
from usage_groups.fitting.unimodality import smoothed, valley_depth


@pytest.mark.parametrize("bandwidth", [0.001, 0.03, 0.1, 1.0, 20.0])
def test_kernel_densities_are_sums_of_bells(bandwidth):
    random = np.random.default_rng(0)
    values, weights = random.normal(0, 3, 300), random.integers(1, 5, 300).astype(float)
    grid = np.linspace(-2, 5, 64)
    bells = np.exp(-0.5 * ((grid[:, None] - values) / bandwidth) ** 2)
    expected = (bells * weights).sum(axis=1) / bandwidth
    found = smoothed(grid, values, weights, bandwidth)
    np.testing.assert_allclose(found, expected, rtol=1e-10, atol=1e-290)


@pytest.mark.parametrize(
    ("gap", "least", "most"), [(0.2, 0.9, 1.0), (1.0, 0.05, 0.8), (6.0, 0, 1e-6)]
)
def test_a_valley_is_deeper_the_farther_groups_are_apart(gap, least, most):
    random, prior = np.random.default_rng(1), GroupPrior()
    matrix = random.normal(np.repeat([[0.0], [gap]], 200, axis=0), 0.3, (400, 2))
    population = describe_population(matrix, np.ones(400), prior)
    is_first = np.arange(400) < 200
    depth = valley_depth(population, is_first, ~is_first, prior)
    assert least <= depth <= most
    assert valley_depth(population, ~is_first, is_first, prior) == pytest.approx(depth, rel=0.2)
