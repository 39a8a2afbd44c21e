"""Groups that are united and dissolved: what is kept of them equals what is found anew."""

from dataclasses import replace

import numpy as np
import pytest
from usage_groups.arrays import renumber
from usage_groups.exact import on_grid
from usage_groups.fitting.likelihood import log_evidence
from usage_groups.fitting.partition import Limits, finish_partition
from usage_groups.fitting.population import (
    GroupPrior,
    describe_population,
    select_rows,
    sum_groups,
)
from usage_groups.fitting.refinement import Groups, Unions, dissolve_small, unite_while_better

PRIOR = GroupPrior()
GROUPS = 7


def random_groups(seed):
    """Groups on the grid, some of which overlap, with outliers and rows of several users."""
    random = np.random.default_rng(seed)
    labels = np.append(np.arange(-1, GROUPS), random.integers(-1, GROUPS, 140))
    matrix = on_grid(random.normal(labels[:, None] // 2, 0.3, (len(labels), 4)))
    population = describe_population(matrix, random.integers(1, 4, len(labels)) * 1.0, PRIOR)
    return population, labels


@pytest.mark.parametrize("seed", range(5))
def test_a_union_loses_the_evidence_that_it_says(seed):
    population, labels = random_groups(seed)
    losses = Unions(sum_groups(population, labels), PRIOR).losses
    before = log_evidence(population, labels, PRIOR)
    for first, second in np.ndindex(losses.shape):
        if first < second:
            united = renumber(np.where(labels == second, first, labels))
            after = log_evidence(population, united, PRIOR)
            assert losses[first, second] == pytest.approx(before - after)
        else:
            assert np.isinf(losses[first, second])


@pytest.mark.parametrize("seed", range(5))
def test_losses_are_kept_as_if_they_were_computed_anew(seed):
    population, labels = random_groups(seed)
    random, unions = np.random.default_rng(seed), Unions(sum_groups(population, labels), PRIOR)
    while unions.count > 2:
        left = np.unique(unions.names)
        first, second = np.sort(random.choice(left, 2, replace=False))
        unions.unite(first, second)
        united = np.append(renumber(unions.names), -1)[labels]
        anew = Unions(sum_groups(population, united), PRIOR)
        left = np.unique(unions.names)
        assert (unions.losses[np.ix_(left, left)] == anew.losses).all()
        assert np.isinf(np.delete(unions.losses, left, axis=0)).all()
        assert np.isinf(np.delete(unions.losses, left, axis=1)).all()
        assert (unions.sums.totals == anew.sums.totals).all()


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("least_users", [0, 30, 60, 1000])
def test_sums_follow_those_who_change_groups(seed, least_users):
    population, labels = random_groups(seed)
    groups = Groups(labels, sum_groups(population, labels))
    united = unite_while_better(groups, PRIOR)
    dissolved = dissolve_small(population, groups, PRIOR, least_users)
    for found in (united, dissolved):
        assert (found.sums.totals == sum_groups(population, found.labels).totals).all()
    assert ((united.labels < 0) == (labels < 0)).all()
    assert dissolved.sums.counts.min() >= least_users or len(dissolved.sums.counts) == 1


@pytest.mark.parametrize("has_outlier_group", [False, True])
@pytest.mark.parametrize("seed", range(5))
def test_groups_at_every_limit_are_those_of_one_limit_after_the_other(seed, has_outlier_group):
    population, components = random_groups(seed)
    labels = np.where(components < 0, -1, components // 2)
    partition = finish_partition(population, components, labels, PRIOR)
    if has_outlier_group:
        partition = partition.with_outlier_group()
    for most_groups in (3, Limits(5).most_groups):
        groups = partition.groups_by_limit(population, most_groups, PRIOR)
        assert list(groups) == list(range(most_groups, 1, -1))
        coarse = partition
        for limit, names in groups.items():
            coarse = coarse.coarsened(population, limit, PRIOR)
            assert names[partition.components].tolist() == coarse.labels.tolist()
            assert names[-1] == coarse.outlier_group


def test_a_resample_has_the_medians_of_its_users():
    population, _ = random_groups(0)
    drawn = np.random.default_rng(1).poisson(1.0, len(population.matrix)).astype(float)
    found = select_rows(population, drawn, PRIOR)
    kept = drawn > 0
    anew = describe_population(population.matrix[kept], drawn[kept], PRIOR)
    assert found.centre.tolist() == anew.centre.tolist()
    assert found.log_volume == anew.log_volume
    assert replace(found, centre=anew.centre).size == anew.size
