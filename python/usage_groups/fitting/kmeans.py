"""k-means on a grid: centres are rounded to it, so that no distance needs rounding.

Two users as far from one centre as from another then are so on every processor, and the first
centre gets both. Arthur and Vassilvitskii (2007), "k-means++: the advantages of careful seeding",
SODA: each centre is the best of a few drawn by their squared distance to those before.
"""

import numpy as np

from usage_groups.exact import Floats, Integers, on_grid

_MOST_ROUNDS = 100


def fit_kmeans(rows: Floats, weights: Floats, count: int, seed: int, starts: int = 2) -> Integers:
    """Find so many centres from several starts, and keep those that users are nearest to.

    Parameters
    ----------
    rows : ndarray of shape (n_rows, n_features)
        Distinct rows, on the grid.
    weights : ndarray of shape (n_rows,)
        Users with each row.
    count : int
        Centres; where there are fewer rows, some have nobody.
    seed, starts : int
        Of the draws, and how often the search for centres starts anew.

    Returns
    -------
    ndarray of shape (n_rows,)
        The nearest centre of each row.
    """
    random = np.random.default_rng(seed)
    fits = [_descend(rows, weights, _draw(rows, weights, count, random)) for _ in range(starts)]
    return min(fits, key=lambda fit: fit[0])[1]


def centres_of(rows: Floats, weights: Floats, labels: Integers) -> Floats:
    """Return the centre of each group, on the grid; 0 of a group of nobody."""
    membership = (labels == np.arange(labels.max() + 1)[:, None]) * weights
    sizes = np.maximum(membership.sum(axis=1), 1)
    return on_grid((membership @ rows) / sizes[:, None])


def squared_distances(rows: Floats, centres: Floats) -> Floats:
    """Return squared distances of rows to centres, both on the grid, shape (n_rows, n_centres)."""
    lengths, others = (rows**2).sum(axis=1), (centres**2).sum(axis=1)
    return lengths[:, None] - 2 * (rows @ centres.T) + others


def _draw(rows: Floats, weights: Floats, count: int, random: np.random.Generator) -> Floats:
    """Draw the first centres."""
    tries = 2 + count.bit_length() // 2
    chosen = [int(np.searchsorted(np.cumsum(weights), random.random() * weights.sum(), "right"))]
    nearest = squared_distances(rows, rows[chosen])[:, 0]
    while len(chosen) < count:
        reached = np.cumsum(weights * nearest)
        drawn = np.searchsorted(reached, random.random(tries) * reached[-1], "right")
        drawn = np.minimum(drawn, len(rows) - 1)
        closer = np.minimum(nearest[:, None], squared_distances(rows, rows[drawn]))
        best = int(np.argmin(weights @ closer))
        chosen.append(int(drawn[best]))
        nearest = closer[:, best]
    return rows[chosen]


def _descend(rows: Floats, weights: Floats, centres: Floats) -> tuple[float, Integers]:
    """Move centres until nobody changes sides; return the sum of squared distances, and sides."""
    labels = np.full(len(rows), -1)
    for _ in range(_MOST_ROUNDS):
        distances, before = squared_distances(rows, centres), labels
        labels = distances.argmin(axis=1)
        if np.array_equal(labels, before):
            break
        # A centre of nobody stays where it is.
        used = np.unique(labels)
        centres[used] = centres_of(rows, weights, labels)[used]
    return float(weights @ distances.min(axis=1)), labels
