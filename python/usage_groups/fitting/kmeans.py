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
# Distances that stay in the processor's cache: as many starts are followed together.
_BLOCK = 65_536


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
    tries = 2 + count.bit_length() // 2
    chances = np.random.default_rng(seed).random((starts, 1 + (count - 1) * tries))
    together = max(_BLOCK // (len(rows) * count), 1)
    fits: list[Centres] = []
    for first in range(0, starts, together):
        drawn = _draw(rows, weights, chances[first : first + together], tries)
        fits += _descend_together(rows, weights, drawn)
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
    return _descend_together(rows, weights, centres[None])[0]


def _descend_together(rows: Floats, weights: Floats, centres: Floats) -> list[Centres]:
    """Do so from several starts, shape (n_starts, n_centres, n_features), in the same steps."""
    centres, (starts, count, _) = centres.copy(), centres.shape
    # A one before each row: what is added to all scores of a centre, or counts its users.
    padded = np.column_stack([np.ones(len(rows)), rows])
    totals = np.zeros((starts, count, padded.shape[1]))
    labels, numbers = np.full((starts, len(rows)), -1), np.arange(count)[:, None]
    moving = np.arange(starts)
    for _ in range(_MOST_ROUNDS):
        found = _scores(padded, centres[moving]).argmin(axis=2).T
        has_moved = found != labels[moving]
        is_moving = has_moved.any(axis=1)
        moving, found, has_moved = moving[is_moving], found[is_moving], has_moved[is_moving]
        if not len(moving):
            break
        # Sums on the grid are exact: it is enough to move those who change sides.
        movers = np.flatnonzero(has_moved.any(axis=0))
        joined = found[:, None, movers] == numbers
        left = labels[moving][:, None, movers] == numbers
        moves = (joined.astype(float) - left) * weights[movers]
        totals[moving] += moves @ padded[movers]
        labels[moving] = found
        users = totals[moving, :, :1]
        means = on_grid(totals[moving, :, 1:] / np.maximum(users, 1))
        # A centre of nobody stays where it is.
        centres[moving] = np.where(users > 0, means, centres[moving])
    scores = _scores(padded, centres)
    squares = weights @ (scores.min(axis=2) + _squares(rows)[:, None])
    labels = scores.argmin(axis=2).T
    return [Centres(float(s), own, at) for s, own, at in zip(squares, labels, centres, strict=True)]


def _scores(padded: Floats, centres: Floats) -> Floats:
    """Return squared distances but for the length of the row, shape (n_rows, n_starts, n_centres).

    The length is the same for all centres, so that the nearest has the lowest score.
    """
    terms = np.concatenate([_squares(centres)[..., None], -2 * centres], axis=2)
    columns = np.ascontiguousarray(terms.reshape(-1, padded.shape[1]).T)
    return (padded @ columns).reshape(len(padded), *centres.shape[:2])


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


def squared_distances(rows: Floats, centres: Floats) -> Floats:
    """Return squared distances of rows to centres, both on the grid, shape (n_rows, n_centres)."""
    distances = rows @ (-2 * centres.T)
    distances += _squares(rows)[:, None]
    distances += _squares(centres)
    return distances


def _squares(points: Floats) -> Floats:
    return (points**2).sum(axis=-1)


def _draw(rows: Floats, weights: Floats, chances: Floats, tries: int) -> Floats:
    """Draw first centres by numbers from 0 to 1, of which each start has a row.

    Its first is for the first centre, and so many tries each are for the others.
    """
    lengths, columns = _squares(rows), -2 * rows.T
    starts = np.arange(len(chances))

    def distances_to(places: Integers) -> Floats:
        distances = rows[places] @ columns
        distances += lengths
        distances += lengths[places][..., None]
        return distances

    chosen = [np.searchsorted(np.cumsum(weights), chances[:, 0] * weights.sum(), "right")]
    nearest = distances_to(chosen[0])
    for first in range(1, chances.shape[1], tries):
        reached = np.cumsum(weights * nearest, axis=1)
        aims = chances[:, first : first + tries] * reached[:, -1:]
        drawn = np.array(
            [np.searchsorted(*pair, "right") for pair in zip(reached, aims, strict=True)]
        )
        drawn = np.minimum(drawn, len(rows) - 1)
        closer = np.minimum(nearest[:, None], distances_to(drawn))
        best = (closer @ weights).argmin(axis=1)
        chosen.append(drawn[starts, best])
        nearest = closer[starts, best]
    return rows[np.stack(chosen, axis=1)]
