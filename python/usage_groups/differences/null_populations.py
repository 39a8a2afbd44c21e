"""Null populations: what slices of one continuum differ by, to compare real groups with.

Users who differ persistently, each a little, differ on held-out days as well, and so do any groups
cut from them. What is drawn here is such a continuum: users with the same correlations, within and
between the two halves of the weeks, but with one hump and no gaps, cut into groups in the same way.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from usage_groups import exact, matrices
from usage_groups.differences.effect_sizes import epsilon_squareds
from usage_groups.differences.recognition import learn_groups

MOST_DRAWN_USERS = 2_000
# A normal distribution is only a model of users of one kind: what is drawn from it is taken to
# vary more than it does. Calibrated by benchmarks/difference_calibration.py.
MODEL_ERROR = 1.5
LEVELS = 64  # equally likely values of a drawn feature


class NullPopulations(NamedTuple):
    """Populations without groups that are cut as the users were."""

    positions: NDArray[np.float64]
    """(n_users, n_terms) Where the real users stand, uncorrelated, with variance 1."""
    drawn: NDArray[np.float64]
    """(n_draws, n_drawn, n_terms) The same for the drawn users, from a normal distribution."""
    codes: NDArray[np.int64]
    """(n_draws, n_drawn) The groups into which they fall."""
    n_groups: int
    shortened: dict[int, NDArray[np.float64]]
    """By how many of the drawn users: these, as they may be multiplied (`matrices.product`)."""

    def first_drawn(self, users: int) -> NDArray[np.float64]:
        """Return the first drawn users, (n_draws, users, n_terms): most features have as many."""
        if users not in self.shortened:
            bits = matrices.factor_bits(self.drawn.shape[2])
            self.shortened.clear()
            self.shortened[users] = matrices.shortened(self.drawn[:, :users], bits)
        return self.shortened[users]


def normal_scores(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Replace every value by the normal quantile of its rank, column by column.

    Parameters
    ----------
    values : ndarray of shape (n_users, n_columns)
        Numbers; missing values allowed.

    Returns
    -------
    ndarray of shape (n_users, n_columns)
        On a grid. Equal values have equal scores; a missing value stays missing.
    """
    ranks = stats.rankdata(values, axis=0, nan_policy="omit")
    shares = (ranks - 0.5) / np.maximum((~np.isnan(values)).sum(axis=0), 1)
    return exact.on_grid(stats.norm.ppf(shares))


def draw_null_populations(
    scores: NDArray[np.float64], codes: NDArray[np.int64], draws: int, seed: int
) -> NullPopulations:
    """Draw populations with the correlations of the users, and cut them into the users' groups.

    Parameters
    ----------
    scores : ndarray of shape (n_users, n_columns)
        Normal scores of the features that made the groups, without missing values.
    codes : ndarray of shape (n_users,)
        Groups 0, 1, ... without a hole.
    draws : int
        Number of populations.
    seed : int
        Of every draw.

    Returns
    -------
    NullPopulations
    """
    generator = np.random.default_rng(seed)
    centred = scores - scores.mean(axis=0)
    factor = matrices.cholesky(matrices.product(centred.T, centred) / len(scores))
    is_kept = np.diagonal(factor) > 0
    factor = factor[:, is_kept]
    shape = (draws, min(len(scores), MOST_DRAWN_USERS), int(is_kept.sum()))
    drawn = generator.standard_normal(shape)
    rows = matrices.product(drawn.reshape(-1, shape[-1]), factor.T) + scores.mean(axis=0)
    drawn_codes = learn_groups(scores, codes).predict(rows).reshape(shape[:2])
    positions = matrices.solve_lower(factor[is_kept], centred[:, is_kept].T).T
    return NullPopulations(positions, drawn, drawn_codes, int(codes.max()) + 1, {})


def draw_effects(
    nulls: NullPopulations, values: NDArray[np.float64], is_present: NDArray[np.bool_], seed: int
) -> NDArray[np.float64]:
    """Return how much the groups of drawn populations differ in a feature.

    Parameters
    ----------
    nulls : NullPopulations
        As `draw_null_populations` draws them.
    values : ndarray of shape (n_present,)
        A feature on held-out days, of the users who have it.
    is_present : ndarray of bool, shape (n_users,)
        Who they are.
    seed : int
        Of every draw.

    Returns
    -------
    ndarray of shape (n_draws,)
        Epsilon squared.
    """
    generator = np.random.default_rng(seed)
    draws, drawn_users = nulls.codes.shape
    scores = normal_scores(values[:, None])[:, 0]
    slopes, noise = _regress(nulls.positions[is_present], scores, draws, generator)
    users = min(len(scores), drawn_users)
    slopes = matrices.shortened(slopes[:, :, None], matrices.factor_bits(slopes.shape[1]))
    drawn = (nulls.first_drawn(users) @ slopes)[:, :, 0]
    chance = generator.standard_normal(drawn.shape)
    chance *= noise[:, None]
    drawn += chance
    edges = stats.norm.ppf(np.arange(1, LEVELS) / LEVELS) * drawn.std()
    groups = np.arange(draws)[:, None] * nulls.n_groups + nulls.codes[:, :users]
    cells = groups * LEVELS + np.searchsorted(edges, drawn)
    counts = np.bincount(cells.ravel(), minlength=draws * nulls.n_groups * LEVELS)
    return epsilon_squareds(counts.reshape(draws, nulls.n_groups, LEVELS))


def _regress(
    positions: NDArray[np.float64],
    scores: NDArray[np.float64],
    draws: int,
    generator: np.random.Generator,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return slopes (n_draws, n_terms) and the spread around the line (n_draws,) as they may be."""
    users = len(positions)
    centred, target = positions - positions.mean(axis=0), scores - scores.mean()
    factor = matrices.cholesky(matrices.product(centred.T, centred))
    is_used = np.diagonal(factor) > 0
    factor, used = factor[np.ix_(is_used, is_used)], int(is_used.sum())
    # Coordinates along directions of length 1 that are at right angles to each other.
    target_sums = matrices.product(centred[:, is_used].T, target[:, None])
    coordinates = matrices.solve_lower(factor, target_sums)[:, 0]
    total = float((target**2).sum())
    freedom = max(users - used - 1, 1)
    variance = max(total - float((coordinates**2).sum()), 0.0) / freedom
    uncertain = coordinates + np.sqrt(variance) * generator.standard_normal((draws, used))
    slopes = np.zeros((draws, len(is_used)))
    slopes[:, is_used] = matrices.product(uncertain, matrices.solve_lower(factor, np.eye(used)))
    # Chance alone explains one variance per term; the multiple correlation is known to within
    # its standard error, on Fisher's scale.
    believed = np.sqrt(np.clip(1 - variance * (users - 1) / total, 0, 1 - matrices.NEGLIGIBLE))
    step = generator.standard_normal(draws) / np.sqrt(freedom)
    doubled = exact.log((1 + believed) / (1 - believed)) + 2 * step
    correlation = np.abs(1 - 2 / (exact.exp(doubled) + 1))  # tanh of half of it
    lengths = np.maximum(np.sqrt((slopes**2).sum(axis=1)), matrices.NEGLIGIBLE)
    spread = np.sqrt(total / users)
    slopes *= (spread * correlation / lengths)[:, None]
    return slopes, spread * np.sqrt(1 - correlation**2)


def tail_above(estimate: float, drawn: NDArray[np.float64]) -> float:
    """Return how seldom draws exceed an estimate, by a gamma curve of their mean and variance.

    The variance is multiplied by `MODEL_ERROR`.

    Parameters
    ----------
    estimate : float
        The effect among the real users.
    drawn : ndarray of shape (n_draws,)
        At least 0 each.

    Returns
    -------
    float
        0 to 1.
    """
    mean, variance = float(drawn.mean()), MODEL_ERROR * float(drawn.var())
    if variance == 0:
        return float(mean >= estimate)
    return float(stats.gamma.sf(estimate, mean**2 / variance, scale=variance / mean))
