"""The evidence of partitions and the densities of groups, against closed forms."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import multivariate_t
from usage_groups.fitting.likelihood import (
    log_densities,
    log_evidence,
    log_group_evidence,
    predictive_components,
)
from usage_groups.fitting.population import GroupPrior, describe_population, sum_groups


def test_evidence_is_the_integral_over_centre_and_spread():
    prior = GroupPrior(resolution=0.0)
    values = np.array([[0.1], [0.3], [-0.2], [0.25]])
    population = describe_population(values, np.ones(4), prior)
    sums = sum_groups(population, np.zeros(4, dtype=int))
    # A normal-inverse-gamma prior makes the users jointly Student t.
    shape = prior.spread**2 / 2 * 2 * (np.eye(4) + np.ones((4, 4)) / prior.centre_weight)
    expected = multivariate_t(
        loc=np.full(4, population.centre[0]), shape=shape / 2, df=2 * prior.shape
    ).logpdf(values.ravel())
    assert log_group_evidence(sums, prior)[0] == pytest.approx(expected)


def test_densities_are_student_t_whatever_the_number_of_features():
    prior = GroupPrior(resolution=0.0)
    matrix = np.random.default_rng(0).normal(size=(20, 13))
    population = describe_population(matrix, np.ones(20), prior)
    labels = np.repeat([0, 1], [12, 8])
    new = np.vstack([matrix[:2], np.full((1, 13), 1e6)])
    found = log_densities(population, sum_groups(population, labels), new, prior)
    assert np.isfinite(found).all()
    # Adding a user to a group multiplies the group's integral by the user's density in it.
    for group in (0, 1):
        joined = describe_population(np.vstack([matrix, new[0]]), np.ones(21), prior)
        joined = replace(joined, centre=population.centre)
        with_user = sum_groups(joined, np.append(labels, group))
        before = log_group_evidence(sum_groups(population, labels), prior)[group]
        density = log_group_evidence(with_user, prior)[group] - before
        assert found[0, group] == pytest.approx(density + np.log(labels.tolist().count(group) / 20))


def test_densities_far_from_all_groups_do_not_overflow():
    matrix = np.random.default_rng(2).normal(size=(20, 30))
    population = describe_population(matrix, np.ones(20), GroupPrior())
    sums = sum_groups(population, np.repeat([0, 1], 10))
    new = np.vstack([np.full((1, 30), 1e9), matrix[:1], np.full((1, 30), 1e50)])
    found = log_densities(population, sums, new, GroupPrior())
    components = predictive_components(population, sums, GroupPrior())
    gaps = (new[:, None] - components.centres) / components.scales
    kernels = np.log1p(gaps**2 / components.freedom[:, None]).sum(axis=2)
    expected = components.constants - kernels * (components.freedom + 1) / 2
    np.testing.assert_allclose(found, expected, rtol=1e-12)
    # What one row is like decides nothing about the others.
    assert (found[1] == log_densities(population, sums, matrix[:1], GroupPrior())[0]).all()


def test_outliers_count_alike_with_and_without_groups():
    prior = GroupPrior()
    matrix = np.random.default_rng(1).normal(0, 0.1, (40, 3))
    population = describe_population(matrix, np.ones(40), prior)
    one, nobody = np.zeros(40, dtype=int), np.full(40, -1)
    alone = np.where(np.arange(40) == 0, -1, 0)
    background = np.log(prior.outlier_share) - population.log_volume
    assert log_evidence(population, nobody, prior) == pytest.approx(40 * background)
    kept = log_group_evidence(sum_groups(population, alone), prior).sum()
    assert log_evidence(population, alone, prior) == pytest.approx(
        kept + background + 39 * np.log1p(-prior.outlier_share)
    )
    assert log_evidence(population, one, prior) > log_evidence(population, alone, prior)
