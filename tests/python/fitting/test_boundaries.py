"""Borders between groups, where reassigning users one by one finds nothing more to do."""

import numpy as np
import pytest
from usage_groups.fitting.boundaries import pair_shifts, refine_boundaries
from usage_groups.fitting.likelihood import log_evidence
from usage_groups.fitting.population import GroupPrior, describe_population, sum_groups
from usage_groups.fitting.refinement import assign_rows

PRIOR = GroupPrior()
HELD = 10


def two_groups(seed=0):
    """A narrow and a wide group, and some users of the wide one who are taken for narrow."""
    random = np.random.default_rng(seed)
    narrow = random.normal(0, [0.5, 0.01], (100, 2))
    wide = random.normal([0, 0.6], [0.5, 0.2], (80, 2))
    held = np.column_stack([random.normal(0, 0.5, HELD), np.full(HELD, 0.2)])
    matrix = np.vstack([narrow, wide, held])
    return (
        describe_population(matrix, np.ones(len(matrix)), PRIOR),
        np.repeat([0, 1, 0], [100, 80, HELD]),
    )


def random_groups(seed):
    """Groups that fit badly, with some outliers and rows of several users."""
    random = np.random.default_rng(seed)
    matrix = random.normal(random.integers(0, 3, (90, 1)), 0.4, (90, 3))
    population = describe_population(matrix, random.integers(1, 4, 90).astype(float), PRIOR)
    return population, random.permutation(np.repeat([-1, 0, 1, 2], [6, 28, 28, 28]))


def test_users_who_hold_one_another_move_together():
    population, labels = two_groups()
    sums = sum_groups(population, labels)
    alone = assign_rows(population, sums, population.matrix, PRIOR)
    assert set(alone[-HELD:]) == {0}
    shifted = refine_boundaries(population, labels, PRIOR, 5)
    assert set(shifted[-HELD:]) == {1}
    gained = log_evidence(population, shifted, PRIOR) - log_evidence(population, labels, PRIOR)
    assert gained > 3


@pytest.mark.parametrize("seed", range(5))
def test_a_shift_adds_the_evidence_that_it_says(seed):
    population, labels = random_groups(seed)
    before = log_evidence(population, labels, PRIOR)
    shifts = pair_shifts(population, labels, PRIOR, 1, {})
    assert len(shifts) == 6
    for (giver, taker), shift in shifts.items():
        assert (labels[shift.rows] == giver).all()
        moved = labels.copy()
        moved[shift.rows] = taker
        if len(shift.rows):
            after = log_evidence(population, moved, PRIOR)
            assert shift.gain == pytest.approx(after - before)


@pytest.mark.parametrize("seed", range(5))
def test_nothing_is_left_to_shift_and_groups_keep_their_limits(seed):
    population, labels = random_groups(seed)
    shifted = refine_boundaries(population, labels, PRIOR, 20)
    assert log_evidence(population, shifted, PRIOR) > log_evidence(population, labels, PRIOR)
    assert ((shifted < 0) == (labels < 0)).all()
    assert sum_groups(population, shifted).counts.min() >= 20
    left = pair_shifts(population, shifted, PRIOR, 20, {})
    assert max(shift.gain for shift in left.values()) < 1e-6
    assert refine_boundaries(population, shifted, PRIOR, 20).tolist() == shifted.tolist()
