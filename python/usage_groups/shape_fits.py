"""Candidates for the groups of shapes: every number of groups in one view, with its scores.

The thresholds: Kaufman and Rousseeuw (1990, Finding groups in data) find no substantial structure
up to a silhouette of 0.25; 0.30 lost no planted group in simulations and split fewer single
shapes. Hennig (2007) trusts no group below a Jaccard similarity of 0.60.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from usage_groups.medoids import Agreement, fit_halves, fit_medoids, measure_agreement, silhouette
from usage_groups.progress import counted
from usage_groups.shape_distances import Comparison, View
from usage_groups.shape_series import WeeklySeries, scale_calls

Integers = NDArray[np.int64]

OUTLIER = -1
MOST_GROUPS = 8
LEAST_SILHOUETTE, LEAST_JACCARD = 0.30, 0.60
# Medoids that differ by less than this share of the peak in an average week are one shape.
LEAST_DIFFERENCE = 0.10
# Nobody is an outlier who differs by less than this share of the peak in an average week.
LEAST_OUTLIER_DISTANCE = 0.15
# Series times weeks of the sample to fit on: what a thousand series of 17 weeks take.
SAMPLE_CELLS = 17_000
TRIAL_COLUMNS = [
    *("algorithm", "parameters", "cluster_count", "noise_share", "silhouette"),
    *("stability", "score", "is_selected"),
]


class Partition(NamedTuple):
    """One candidate: the labels of the distinct series, and how well they hold."""

    labels: Integers
    agreement: Agreement
    trial: dict[str, object]


def fit_view(
    table: WeeklySeries, view: View, resamples: int, generator: np.random.Generator, least: float
) -> tuple[list[Partition], Integers]:
    """Fit every number of groups on a sample of the distinct series, and label all of them.

    Parameters
    ----------
    table : WeeklySeries
        Series with enough weeks for a shape, at least one.
    view : View
    resamples : int
        Halves of the users on which each candidate is fitted again, at least 1.
    generator : numpy.random.Generator
        Source of the draws.
    least : float
        Series that a group needs.

    Returns
    -------
    partitions : list of Partition
        With 1, 2, ... groups.
    inverse : ndarray of shape (n_series,)
        The distinct series of each series.
    """
    scaled = scale_calls(table, view.gaps)
    keys, inverse, weights = np.unique(
        np.column_stack([scaled, table.lengths]), axis=0, return_inverse=True, return_counts=True
    )
    comparison = Comparison(keys[:, :-1], keys[:, -1].astype(np.int64), view)
    most = max(SAMPLE_CELLS // scaled.shape[1], 2 * MOST_GROUPS)
    sample = np.arange(len(keys))
    if len(sample) > most:
        sample = np.sort(generator.choice(len(keys), most, replace=False))
    distances, sample_weights = comparison.matrix(sample), weights[sample].astype(float)
    fits = fit_medoids(distances, sample_weights, MOST_GROUPS)
    halves = fit_halves(distances, sample_weights, MOST_GROUPS, resamples, generator)
    medoids = np.unique(np.concatenate([part for fit in [fits, *halves] for part in fit]))
    reach = distances[:, medoids] if len(sample) == len(keys) else comparison.to(sample[medoids])
    partitions = []
    for count, fit in enumerate(counted(fits, "candidates tried")):
        sets = [fit, *(half[min(count, len(half) - 1)] for half in halves)]
        sets = [np.searchsorted(medoids, part) for part in sets]
        labels, *repeats = (_label(reach[:, part], weights) for part in sets)
        agreement = measure_agreement(labels, weights.astype(float), repeats)
        width = silhouette(distances, sample_weights, labels[sample])
        apart = distances[np.ix_(fit, fit)][np.triu_indices(len(fit), 1)]
        differ = apart.min(initial=np.inf) >= LEAST_DIFFERENCE
        holds = differ and _holds(labels, weights, width, agreement, least)
        trial = _trial(view, _outlier_share(labels, weights), width, agreement, holds=holds)
        partitions.append(Partition(labels, agreement, trial))
    return partitions, inverse.ravel()


def _label(reach: np.ndarray, weights: np.ndarray) -> Integers:
    """Give each series to its nearest medoid, or call it an outlier far beyond the others."""
    nearest = reach.min(axis=1)
    low, high = np.quantile(np.repeat(nearest, weights), [0.25, 0.75])
    fence = max(high + 1.5 * (high - low), LEAST_OUTLIER_DISTANCE)
    return np.where(nearest > fence, OUTLIER, reach.argmin(axis=1))


def _outlier_share(labels: Integers, weights: np.ndarray) -> float:
    return float(weights[labels < 0].sum() / weights.sum())


def _holds(
    labels: Integers, weights: np.ndarray, width: float, agreement: Agreement, least: float
) -> bool:
    """Tell whether the groups are apart, stable and large enough to be kept."""
    sizes = np.bincount(labels[labels >= 0], weights[labels >= 0], minlength=1)
    return bool(
        width >= LEAST_SILHOUETTE
        and agreement.jaccard.min() >= LEAST_JACCARD
        and sizes.min() >= least
    )


def _trial(
    view: View, noise_share: float, width: float, agreement: Agreement, *, holds: bool
) -> dict[str, object]:
    count = len(agreement.jaccard)
    return {
        "algorithm": f"k-medoids ({view.distance})",
        "parameters": f"groups={count}, cost={view.cost:g}, gaps={view.gaps}",
        "cluster_count": count,
        "noise_share": noise_share,
        "silhouette": width,
        "stability": float(agreement.jaccard.min()),
        "score": width if holds else 0.0,
        "is_selected": False,
    }
