"""Do groups differ by more than slices of one continuum would?

Users who differ persistently, each a little, differ on held-out days as well, and so do any groups
cut from them. What is drawn here is such a continuum: users with the same correlations, within and
between the two parts of the days, but with one hump and no gaps, cut into groups in the same way.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from sklearn.naive_bayes import GaussianNB

from usage_groups.effect_sizes import cliffs_deltas, epsilon_squareds

MOST_DRAWN_USERS = 2_000
LEVELS = 64  # equally likely values of a drawn feature
SMOOTHING = 0.01  # of the largest variance, for groups that are alike in something


class Continuum(NamedTuple):
    """Populations without groups that are cut as the users were."""

    positions: NDArray[np.float64]
    """(n_users, n_terms) Where the real users stand, uncorrelated, with variance 1."""
    drawn: NDArray[np.float64]
    """(n_draws, n_drawn, n_terms) The same for the drawn users, from a normal distribution."""
    codes: NDArray[np.int64]
    """(n_draws, n_drawn) The groups into which they fall."""
    n_groups: int


def normal_scores(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Replace every value by the normal quantile of its rank, column by column.

    Parameters
    ----------
    values : ndarray of shape (n_users, n_columns)

    Returns
    -------
    ndarray of shape (n_users, n_columns)
        Equal values have equal scores; a missing value stays missing.
    """
    ranks = stats.rankdata(values, axis=0, nan_policy="omit")
    return stats.norm.ppf((ranks - 0.5) / np.maximum((~np.isnan(values)).sum(axis=0), 1))


def recogniser() -> GaussianNB:
    """Make the classifier that tells groups by normal scores."""
    return GaussianNB(var_smoothing=SMOOTHING)


def draw_continuum(
    scores: NDArray[np.float64], codes: NDArray[np.int64], draws: int, seed: int
) -> Continuum:
    """Draw populations with the correlations of the users, and cut them into the users' groups.

    Parameters
    ----------
    scores : ndarray of shape (n_users, n_columns)
        Normal scores of the features that made the groups, without missing values.
    codes : ndarray of shape (n_users,)
        Groups 0, 1, ... without a hole.
    draws : int
    seed : int

    Returns
    -------
    Continuum
    """
    generator = np.random.default_rng(seed)
    centred = scores - scores.mean(axis=0)
    base, sizes, axes = np.linalg.svd(centred, full_matrices=False)
    is_kept = sizes > 1e-6 * np.sqrt(len(scores))
    spreads = sizes[is_kept] / np.sqrt(len(scores))
    shape = (draws, min(len(scores), MOST_DRAWN_USERS), len(spreads))
    drawn = generator.standard_normal(shape)
    rows = (drawn * spreads).reshape(-1, len(spreads)) @ axes[is_kept] + scores.mean(axis=0)
    drawn_codes = recogniser().fit(scores, codes).predict(rows).reshape(shape[:2])
    positions = base[:, is_kept] * np.sqrt(len(scores))
    return Continuum(positions, drawn, drawn_codes, int(codes.max()) + 1)


def draw_effects(
    continuum: Continuum, values: NDArray[np.float64], is_present: NDArray[np.bool_], seed: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how much the groups of drawn populations differ in a feature.

    Parameters
    ----------
    continuum : Continuum
    values : ndarray of shape (n_present,)
        A feature on held-out days, of the users who have it.
    is_present : ndarray of bool, shape (n_users,)
        Who they are.
    seed : int

    Returns
    -------
    epsilon_squareds : ndarray of shape (n_draws,)
    deltas : ndarray of shape (n_draws, n_groups, n_groups)
    """
    generator = np.random.default_rng(seed)
    draws, drawn_users, terms = continuum.drawn.shape
    scores = normal_scores(values[:, None])[:, 0]
    slopes, noise = _regress(continuum.positions[is_present], scores, draws, generator)
    users = max(1, min(len(scores), drawn_users))
    drawn = np.einsum("dut,dt->du", continuum.drawn[:, :users], slopes)
    drawn += noise * generator.standard_normal(drawn.shape)
    edges = stats.norm.ppf(np.arange(1, LEVELS) / LEVELS) * drawn.std()
    levels = np.searchsorted(edges, drawn)
    cells = np.arange(draws)[:, None] * continuum.n_groups + continuum.codes[:, :users]
    counts = np.bincount(
        (cells * LEVELS + levels).ravel(), minlength=draws * continuum.n_groups * LEVELS
    ).reshape(draws, continuum.n_groups, LEVELS)
    return epsilon_squareds(counts), cliffs_deltas(counts)


def _regress(
    positions: NDArray[np.float64],
    scores: NDArray[np.float64],
    draws: int,
    generator: np.random.Generator,
) -> tuple[NDArray[np.float64], float]:
    """Return slopes as uncertain as they are, (n_draws, n_terms), and the spread around the line."""
    users, terms = positions.shape
    centred, target = positions - positions.mean(axis=0), scores - scores.mean()
    base, sizes, axes = np.linalg.svd(centred, full_matrices=False)
    inverse = np.divide(1, sizes, out=np.zeros_like(sizes), where=sizes > 1e-6 * sizes.max())
    coordinates = base.T @ target * (inverse > 0)
    used = int((inverse > 0).sum())
    explained = float((coordinates**2).sum())
    variance = max(float((target**2).sum()) - explained, 0.0) / max(users - used - 1, 1)
    uncertain = coordinates + np.sqrt(variance) * generator.standard_normal((draws, len(sizes)))
    slopes = (uncertain * inverse) @ axes
    # Chance alone explains one variance per term: what remains of the explained sum is believed.
    believed = max(explained - used * variance, 0.0) / users
    lengths = (slopes**2).sum(axis=1)
    return slopes * np.sqrt(believed / np.maximum(lengths, 1e-300))[:, None], np.sqrt(variance)


def tail_above(estimate: float, drawn: NDArray[np.float64]) -> float:
    """Return how seldom draws exceed an estimate, by a gamma or normal curve through them.

    Parameters
    ----------
    estimate : float
    drawn : ndarray of shape (n_draws,)
        Missing where a draw had too few groups.

    Returns
    -------
    float
        0 to 1; missing with fewer than half of the draws.
    """
    present = drawn[~np.isnan(drawn)]
    if 2 * len(present) < len(drawn):
        return np.nan
    mean, spread = float(present.mean()), float(present.std())
    if spread == 0:
        return float(mean >= estimate)
    if (present >= 0).all():
        return float(stats.gamma.sf(estimate, (mean / spread) ** 2, scale=spread**2 / mean))
    return float(stats.norm.sf(estimate, mean, spread))
