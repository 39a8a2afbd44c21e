"""Unimodality: two groups that share one hump are one group, however well two bells fit it.

The idea is that of Hennig (2010), "Methods for merging Gaussian mixture components", Advances in
Data Analysis and Classification 4, who unites components between which the density, seen along
their discriminant direction, has no clear minimum.
"""

from functools import cache

import numpy as np

from usage_groups import exact
from usage_groups.arrays import renumber
from usage_groups.fitting.population import GroupPrior, Population, sum_groups
from usage_groups.fitting.refinement import Unions

_GRID = 64
_STEEPNESS = 4
# Places of the grid that share an exponential, where its steps are no longer than this many
# bandwidths.
_RUN, _LONGEST_STEP = 8, 2.0


def _project(
    rows: list[np.ndarray], weights: list[np.ndarray], prior: GroupPrior
) -> list[np.ndarray]:
    """Return where the rows of two groups are along the line that tells the groups apart."""
    centres, spreads = [], []
    for members, users in zip(rows, weights, strict=True):
        centres.append((members * users[:, None]).sum(axis=0) / users.sum())
        squares = (members - centres[-1]) ** 2
        spreads.append((squares * users[:, None]).sum(axis=0) / users.sum())
    direction = (centres[1] - centres[0]) / ((spreads[0] + spreads[1]) / 2 + prior.resolution**2)
    length = np.sqrt((direction**2).sum())
    if length == 0:
        return [np.zeros(len(members)) for members in rows]
    return [(members * (direction / length)).sum(axis=1) for members in rows]


def _weighted_quantiles(
    values: np.ndarray, weights: np.ndarray, levels: tuple[float, ...]
) -> np.ndarray:
    """Return quantiles of values that stand for `weights` users each."""
    order = np.argsort(values, kind="stable")
    cumulated = np.cumsum(weights[order])
    return values[order][np.searchsorted(cumulated, np.array(levels) * cumulated[-1])]


def _bandwidth(values: np.ndarray, weights: np.ndarray, quarters: np.ndarray) -> float:
    """Return Scott's bandwidth, by the standard deviation or a robust spread if that is less."""
    users = float(weights.sum())
    middle = (values * weights).sum() / users
    spread = np.sqrt(((values - middle) ** 2 * weights).sum() / users)
    robust = (quarters[2] - quarters[0]) / 1.349
    spread = min(spread, robust) if robust > 0 else spread
    return float(spread) * _narrowing(users)


@cache
def _narrowing(users: float) -> float:
    """Return the fifth root of one by so many users."""
    return float(exact.exp(-0.2 * exact.log_of(users)))


def smoothed(
    grid: np.ndarray, values: np.ndarray, weights: np.ndarray, bandwidth: float
) -> np.ndarray:
    """Return a kernel density on an even grid, not normed."""
    step = (grid[1] - grid[0]) / bandwidth
    # From one place to the next kernels fall by ratios, and these by one ratio: that spares most of
    # the exponentials. Steps must be so short that no kernel is 0 which is to grow.
    run = _RUN if step < _LONGEST_STEP else 1
    distances = (grid[::run, None] - values) / bandwidth
    kernels, ratios = exact.exp(np.stack([-0.5 * distances**2, -step * (distances + step / 2)]))
    fall = float(exact.exp(-(step**2)))
    density = np.empty(len(grid))
    for place in range(run):
        density[place::run] = (kernels * weights).sum(axis=1)
        kernels *= ratios
        ratios *= fall
    return density / bandwidth


def valley_depth(
    population: Population, first: np.ndarray, second: np.ndarray, prior: GroupPrior
) -> float:
    """Compare the lowest density between two groups with the lower of their two peaks.

    Both groups count alike, however many users they have: a small group beside a large one would
    otherwise never have a peak of its own.

    Parameters
    ----------
    population : Population
        The users, as `describe_population` describes them.
    first, second : ndarray of bool, shape (n_rows,)
        The members of the two groups.
    prior : GroupPrior
        Its resolution sets the least smoothing.

    Returns
    -------
    float
        0 where nobody is in between, 1 where there is no valley.
    """
    rows = [population.matrix[members] for members in (first, second)]
    users = [population.weights[members] for members in (first, second)]
    parts = list(zip(_project(rows, users, prior), users, strict=True))
    quarters = [_weighted_quantiles(*part, (0.25, 0.5, 0.75)) for part in parts]
    if quarters[1][1] <= quarters[0][1]:
        return 1.0
    grid = np.linspace(quarters[0][1], quarters[1][1], _GRID)
    density = sum(
        smoothed(grid, *part, max(_bandwidth(*part, own), 1.4 * prior.resolution))
        for part, own in zip(parts, quarters, strict=True)
    )
    lowest = int(np.argmin(density))
    return float(density[lowest] / min(density[: lowest + 1].max(), density[lowest:].max()))


def unite_unimodal(
    population: Population, labels: np.ndarray, prior: GroupPrior, least_worth: float
) -> np.ndarray:
    """Unite groups that are pieces of one hump: two do not explain it much better than one.

    A division must add log evidence, per user of the smaller group: `least_worth` where no valley
    parts the two, and far less where one does: times the fourth power of valley to peak.

    Parameters
    ----------
    population : Population
        The users, as `describe_population` describes them.
    labels : ndarray of shape (n_rows,)
        Groups 0, 1, ...; -1 is an outlier.
    prior : GroupPrior
        What is believed of a group before its users are seen.
    least_worth : float
        3 asks that users fit their own group 20 times better than the union.

    Returns
    -------
    ndarray of shape (n_rows,)
    """
    labels, depths = renumber(labels), {}
    if labels.max() < 1:
        return labels
    unions = Unions(sum_groups(population, labels), prior)
    while unions.count > 1:
        smaller = np.minimum(unions.counts[:, None], unions.counts)
        worth = unions.losses / smaller
        pairs = np.argwhere(worth < least_worth)
        most, united = 0.0, None
        for first, second in pairs[np.argsort(worth[tuple(pairs.T)], kind="stable")]:
            # No valley is more than no valley, so that no later pair can miss more.
            if least_worth - worth[first, second] <= most:
                break
            if (first, second) not in depths:
                members = labels == first, labels == second
                depths[first, second] = valley_depth(population, *members, prior)
            missing = least_worth * depths[first, second] ** _STEEPNESS - worth[first, second]
            if missing > most:
                most, united = missing, (first, second)
        if united is None:
            break
        unions.unite(*united)
        labels[labels == united[1]] = united[0]
        depths = {pair: depth for pair, depth in depths.items() if not set(pair) & set(united)}
    return renumber(labels)
