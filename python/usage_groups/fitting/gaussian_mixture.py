"""Mixtures of normal distributions, fitted by expectation and maximisation in few rounds.

Dempster, Laird and Rubin (1977), "Maximum likelihood from incomplete data via the EM algorithm",
Journal of the Royal Statistical Society B 39.
"""

from collections.abc import Iterator
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
    gaps = [rows - centre for centre in centres]
    scaled, widths = COVARIANCES[covariance](gaps, belonging, sizes, floor)
    densities = np.column_stack([-0.5 * (each**2).sum(axis=1) for each in scaled]) - widths
    constant = 0.5 * rows.shape[1] * exact.log(2 * np.pi)
    return densities + exact.log(sizes / sizes.sum()) - constant


def _scale_each(
    gaps: list[Floats], belonging: Floats, sizes: Floats, floor: float
) -> tuple[list[Floats], Floats]:
    """Return each component's gaps in standard deviations, and the logs of their products."""
    squares = [(own[:, None] * gap**2).sum(axis=0) for own, gap in _pairs(belonging, gaps)]
    variances = np.array(squares) / sizes[:, None] + floor
    scaled = [gap / spread for gap, spread in zip(gaps, np.sqrt(variances), strict=True)]
    return scaled, 0.5 * exact.log(variances).sum(axis=1)


def _scale_together(
    gaps: list[Floats], belonging: Floats, sizes: Floats, floor: float
) -> tuple[list[Floats], Floats]:
    """Return gaps without their correlations, and the logs of the products of their spreads."""
    products = [
        matrices.product((own[:, None] * gap).T, gap) for own, gap in _pairs(belonging, gaps)
    ]
    covariances = np.array(products) / sizes[:, None, None]
    unit = np.eye(covariances.shape[1])
    covariances = (covariances + covariances.transpose(0, 2, 1)) / 2 + floor * unit
    factors = matrices.cholesky(covariances)
    inverses = matrices.solve_lower(factors, unit)
    scaled = [matrices.product(gap, each.T) for gap, each in zip(gaps, inverses, strict=True)]
    return scaled, exact.log(np.diagonal(factors, axis1=1, axis2=2)).sum(axis=1)


def _pairs(belonging: Floats, gaps: list[Floats]) -> Iterator[tuple[Floats, Floats]]:
    """Pair who belongs to a component with the gaps to its centre."""
    return zip(belonging.T, gaps, strict=True)


COVARIANCES = {"diag": _scale_each, "full": _scale_together}
