"""k-means on a grid: centres are rounded to it, so that no distance needs rounding.

Two users as far from one centre as from another then are so on every processor, and the first
centre gets both. Arthur and Vassilvitskii (2007), "k-means++: the advantages of careful seeding",
SODA: each centre is the best of a few drawn by their squared distance to those before.
"""

from typing import NamedTuple

import numpy as np

from usage_groups.exact import Floats, Integers, on_grid

_MOST_ROUNDS = 100
# Of the exchange: so much must the sum of squares fall, which rounding cannot feign.
_LEAST_GAIN = 2.0**-10
_MOST_MOVES = 1000


class Centres(NamedTuple):
    """Centres that have come to rest, and who is nearest to which."""

    squares: float
    """Sum of the squared distances of all users to their centres."""
    labels: Integers
    """(n_rows,) The nearest centre of each row."""
    centres: Floats
    """(n_centres, n_features)"""


def fit_kmeans(rows: Floats, weights: Floats, count: int, seed: int, starts: int = 2) -> Centres:
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
    Centres
    """
    random = np.random.default_rng(seed)
    fits = [descend(rows, weights, _draw(rows, weights, count, random)) for _ in range(starts)]
    return min(fits, key=lambda fit: fit.squares)


def descend(rows: Floats, weights: Floats, centres: Floats) -> Centres:
    """Move centres until nobody changes sides.

    Parameters
    ----------
    rows, weights
        As for :func:`fit_kmeans`.
    centres : ndarray of shape (n_centres, n_features)
        Where to start, on the grid.

    Returns
    -------
    Centres
    """
    centres, labels, lengths = centres.copy(), np.full(len(rows), -1), _squares(rows)
    for _ in range(_MOST_ROUNDS):
        distances, before = squared_distances(rows, centres, lengths), labels
        labels = distances.argmin(axis=1)
        if np.array_equal(labels, before):
            break
        # A centre of nobody stays where it is.
        used = np.flatnonzero(np.bincount(labels))
        centres[used] = centres_of(rows, weights, labels)[used]
    return Centres(float(weights @ distances.min(axis=1)), labels, centres)


def exchange(rows: Floats, weights: Floats, found: Centres) -> Centres:
    """Move single places to other groups for as long as that lowers the sum of squares.

    After Hartigan and Wong (1979), "Algorithm AS 136", Applied Statistics 28: whoever moves takes
    the centres along, so that far fewer partitions are at rest than under :func:`descend`, and one
    user more hardly ever leads to another.

    Parameters
    ----------
    rows, weights
        As for :func:`fit_kmeans`.
    found : Centres
        Where to start; all have somebody.

    Returns
    -------
    Centres
    """
    labels, places = found.labels.copy(), np.arange(len(rows))
    users = np.bincount(labels, weights, len(found.centres))
    for _ in range(_MOST_MOVES):
        distances = squared_distances(rows, centres_of(rows, weights, labels))
        own = users[labels]
        left, joined = np.maximum(own - weights, 1), users + weights[:, None]
        costs = distances * users * weights[:, None] / joined
        costs[places, labels] = np.inf
        gains = distances[places, labels] * own * weights / left - costs.min(axis=1)
        best = int(np.where(own > weights, gains, 0).argmax())
        if own[best] <= weights[best] or gains[best] < _LEAST_GAIN:
            break
        users[labels[best]] -= weights[best]
        labels[best] = costs[best].argmin()
        users[labels[best]] += weights[best]
    return descend(rows, weights, centres_of(rows, weights, labels))


def centres_of(rows: Floats, weights: Floats, labels: Integers) -> Floats:
    """Return the centre of each group, on the grid; 0 of a group of nobody."""
    membership = (labels == np.arange(labels.max() + 1)[:, None]) * weights
    sizes = np.maximum(membership.sum(axis=1), 1)
    return on_grid((membership @ rows) / sizes[:, None])


def squared_distances(rows: Floats, centres: Floats, lengths: Floats | None = None) -> Floats:
    """Return squared distances of rows to centres, both on the grid, shape (n_rows, n_centres).

    Whoever asks again and again knows the squared `lengths` of the rows, shape (n_rows,).
    """
    lengths = _squares(rows) if lengths is None else lengths
    distances = rows @ (-2 * centres.T)
    distances += lengths[:, None]
    distances += _squares(centres)
    return distances


def _squares(rows: Floats) -> Floats:
    return (rows**2).sum(axis=1)


def _draw(rows: Floats, weights: Floats, count: int, random: np.random.Generator) -> Floats:
    """Draw the first centres."""
    tries = 2 + count.bit_length() // 2
    chosen = [int(np.searchsorted(np.cumsum(weights), random.random() * weights.sum(), "right"))]
    lengths = _squares(rows)
    nearest = squared_distances(rows, rows[chosen], lengths)[:, 0]
    while len(chosen) < count:
        reached = np.cumsum(weights * nearest)
        drawn = np.searchsorted(reached, random.random(tries) * reached[-1], "right")
        drawn = np.minimum(drawn, len(rows) - 1)
        closer = np.minimum(nearest[:, None], squared_distances(rows, rows[drawn], lengths))
        best = int(np.argmin(weights @ closer))
        chosen.append(int(drawn[best]))
        nearest = closer[:, best]
    return rows[chosen]
