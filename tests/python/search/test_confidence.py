"""Confidence is a curve through what became of users whom a resample left out."""

import numpy as np
from usage_groups.search.confidence import fit_curve, margins


def observed(seed: int, rows: int = 3000):
    """Return margins, groups, and shares of ten resamples that agree, by a known curve."""
    random = np.random.default_rng(seed)
    margin, labels = random.exponential(4, rows), random.integers(0, 2, rows)
    truth = 1 / (1 + np.exp(-(np.array([-1.0, 0.5])[labels] + 1.2 * np.sqrt(margin))))
    return margin, labels, random.binomial(10, truth) / 10, truth


def test_a_known_curve_is_found_for_each_group():
    margin, labels, agreement, truth = observed(0)
    agreement[::7] = np.nan  # never left out
    curve = fit_curve(margin, labels, agreement, np.ones(len(margin)), 2)
    np.testing.assert_allclose(curve.at(margin, labels), truth, atol=0.03)
    np.testing.assert_allclose([*curve.intercepts, curve.slope], [-1, 0.5, 1.2], atol=0.15)


def test_the_larger_margin_is_surer_also_where_all_agree_or_nothing_is_known():
    margin, labels = np.array([0.0, 1.0, 4.0, 9.0]), np.zeros(4, dtype=int)
    for agreement in (np.ones(4), np.zeros(4), np.full(4, np.nan)):
        found = fit_curve(margin, labels, agreement, np.ones(4), 1).at(margin, labels)
        assert (np.diff(found) > 0).all()
        assert ((found > 0) & (found < 1)).all()


def test_users_of_a_small_group_that_is_missed_are_less_sure():
    margin, labels = np.full(408, 30.0), np.repeat([0, 1], [400, 8])
    agreement = np.repeat([0.99, 0.6], [400, 8])
    curve = fit_curve(margin, labels, agreement, np.ones(408), 2)
    found = curve.at(margin, labels)
    assert found[0] > 0.98
    assert 0.55 < found[-1] < 0.8


def test_margins_are_of_the_best_over_the_second_best():
    assert margins(np.array([[1.0, 4.0, 2.5], [-3.0, -9.0, -3.0]])).tolist() == [1.5, 0.0]
