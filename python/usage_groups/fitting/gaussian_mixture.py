"""Mixtures of normal distributions, fitted by expectation and maximisation in few rounds.

Dempster, Laird and Rubin (1977), "Maximum likelihood from incomplete data via the EM algorithm",
Journal of the Royal Statistical Society B 39.
"""

from typing import NamedTuple

import numpy as np

from usage_groups import exact, matrices
from usage_groups.exact import Floats, Integers

# A rough mixture will do: a classification EM follows.
_MOST_ROUNDS = 25
_LEAST_GAIN = 1e-2  # log likelihood per user
_FEWEST_USERS = 1e-6  # of a component that nobody is left of


class Mixture(NamedTuple):
    """Who is likeliest where, and how well that explains everybody."""

    labels: Integers
    """(n_rows,) The likeliest component of each row."""
    bic: float
    """Bayesian information criterion; lower is better."""


def fit_mixture(
    rows: Floats, weights: Floats, first: Integers, covariance: str, floor: float
) -> Mixture:
    """Fit a mixture.

    Parameters
    ----------
    rows : ndarray of shape (n_rows, n_features)
        Distinct rows, on the grid.
    weights : ndarray of shape (n_rows,)
        Users with each row.
    first : ndarray of shape (n_rows,)
        Groups to begin with, one for each component.
    covariance : str
        ``diag``, features vary by themselves, or ``full``.
    floor : float
        Variance that each feature has at least.

    Returns
    -------
    Mixture
    """
    users, count = weights.sum(), int(first.max()) + 1
    rows = rows - exact.on_grid(np.average(rows, axis=0, weights=weights))
    belonging = (first[:, None] == np.arange(count)).astype(float)
    bound = -np.inf
    for _ in range(_MOST_ROUNDS):
        before = bound
        densities = _log_densities(rows, belonging * weights[:, None], covariance, floor)
        totals = exact.log_sum_exp(densities)
        belonging = exact.exp(densities - totals[:, None])
        bound = float((weights * totals).sum() / users)
        if abs(bound - before) < _LEAST_GAIN:
            break
    features = rows.shape[1]
    scales = features if covariance == "diag" else features * (features + 1) // 2
    parameters = count * (features + scales) + count - 1
    bic = -2 * bound * users + parameters * float(exact.log(users))
    return Mixture(densities.argmax(axis=1), bic)


def _log_densities(rows: Floats, belonging: Floats, covariance: str, floor: float) -> Floats:
    """Return the log of each component's share times each row's density in it."""
    sizes = belonging.sum(axis=0) + _FEWEST_USERS
    centres = exact.on_grid(matrices.product(belonging.T, rows) / sizes[:, None])
    densities = np.empty(belonging.shape)
    for number, (centre, size) in enumerate(zip(centres, sizes, strict=True)):
        gaps = rows - centre
        scaled, width = COVARIANCES[covariance](gaps, belonging[:, number], size, floor)
        densities[:, number] = -0.5 * (scaled**2).sum(axis=1) - width
    constant = 0.5 * rows.shape[1] * exact.log(2 * np.pi)
    return densities + exact.log(sizes / sizes.sum()) - constant


def _scale_each(
    gaps: Floats, belonging: Floats, size: float, floor: float
) -> tuple[Floats, Floats]:
    """Return the gaps in standard deviations of each feature, and the log of their product."""
    variances = (belonging[:, None] * gaps**2).sum(axis=0) / size + floor
    return gaps / np.sqrt(variances), 0.5 * exact.log(variances).sum()


def _scale_together(
    gaps: Floats, belonging: Floats, size: float, floor: float
) -> tuple[Floats, Floats]:
    """Return the gaps without their correlations, and the log of the product of their spreads."""
    covariances = matrices.product((belonging[:, None] * gaps).T, gaps) / size
    covariances = (covariances + covariances.T) / 2 + floor * np.eye(len(covariances))
    factor = matrices.cholesky(covariances)
    inverse = matrices.solve_lower(factor, np.eye(len(factor)))
    return matrices.product(gaps, inverse.T), exact.log(np.diagonal(factor)).sum()


COVARIANCES = {"diag": _scale_each, "full": _scale_together}
