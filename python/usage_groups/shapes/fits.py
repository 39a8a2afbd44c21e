"""Candidates for the groups of shapes: every number of groups in one view, with its scores.

The thresholds: Kaufman and Rousseeuw (1990, Finding groups in data) find no substantial structure
up to a silhouette of 0.25; 0.30 lost no planted group in simulations and split fewer single
shapes. Hennig (2007) trusts no group below a Jaccard similarity of 0.60.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from usage_groups.measures import calibrate, mean_silhouette
from usage_groups.progress import counted
from usage_groups.shapes.distances import Comparison, View
from usage_groups.shapes.medoids import (
    Agreement,
    fit_halves,
    fit_medoids,
    measure_agreement,
)
from usage_groups.shapes.model import Medoids, margins_of
from usage_groups.shapes.series import WeeklySeries, find_distinct, scale_calls

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
# Points of the curve of confidence.
KNOTS = 21


class Partition(NamedTuple):
    """One candidate: its groups in the sample, and how well they hold."""

    medoids: Integers
    """(n_groups,) Positions in the sample."""
    fence: float
    """Beyond this distance from all medoids a series is far from them."""
    agreement: Agreement
    trial: dict[str, object]


class Found(NamedTuple):
    """The groups of one candidate, without numbers as yet."""

    medoids: Medoids
    """In the view of the candidate."""
    rows: Integers
    """(n_groups,) The series that the medoids are."""
    nearest: Integers
    """(n_series,) The place of each series' medoid."""
    fence: float
    """Beyond this distance from all medoids a series is far from them."""
    margins: np.ndarray
    """(n_knots,) By how much the own medoid is nearer than the next ..."""
    agreement: np.ndarray
    """(n_knots,) ... and how sure that makes, 0 to 1."""
    jaccard: np.ndarray
    """(n_groups,) Stability of the groups."""


class Fits(NamedTuple):
    """All candidates of one view, and what it takes to make groups of one of them."""

    partitions: list[Partition]
    """With 1, 2, ... groups."""
    comparison: Comparison
    """Of the distinct series."""
    sample: Integers
    """(n_sampled,) Those of them on which the candidates were fitted."""
    distances: np.ndarray
    """(n_sampled, n_sampled)"""
    weights: np.ndarray
    """(n_sampled,) Series that each stands for."""
    distinct: Medoids
    """The distinct series."""
    first: Integers
    """(n_distinct,) A series of each kind."""
    inverse: Integers
    """(n_series,) The distinct series of each series."""

    def groups(self, partition: Partition, least: float) -> Found:
        """Make groups of a candidate.

        How sure a series is of its group is told by how often those of the sample agree that lie as
        clearly nearer to their own medoid than to the next one.

        Parameters
        ----------
        partition : Partition
            One of the candidates.
        least : float
            Series that a group needs; the medoid of fewer is none, unless it is the only one.

        Returns
        -------
        Found
        """
        sampled = reach = self.distances[:, partition.medoids]
        if len(self.sample) < self.comparison.count:
            reach = self.comparison.to(self.sample[partition.medoids])
        reach = reach[self.inverse]
        sizes = np.bincount(reach.argmin(axis=1), minlength=reach.shape[1])
        kept = sizes >= min(least, sizes.max())
        margins = margins_of(sampled[:, kept])
        knots = np.unique(np.quantile(margins, np.linspace(0, 1, KNOTS)))
        medoids = self.sample[partition.medoids[kept]]
        return Found(
            Medoids(self.distinct.values[medoids], self.distinct.lengths[medoids]),
            self.first[medoids],
            reach[:, kept].argmin(axis=1),
            partition.fence,
            knots,
            calibrate(margins, partition.agreement.confidence, knots, self.weights),
            partition.agreement.jaccard[kept],
        )


def fit_view(  # noqa: PLR0913, PLR0917
    table: WeeklySeries,
    view: View,
    resamples: int,
    generator: np.random.Generator,
    least: float,
    most_groups: int = MOST_GROUPS,
) -> Fits:
    """Fit every number of groups on a sample of the distinct series.

    Parameters
    ----------
    table : WeeklySeries
        Series with enough weeks for a shape, at least one.
    view : View
        How series are compared.
    resamples : int
        Halves of the users on which each candidate is fitted again, at least 1.
    generator : numpy.random.Generator
        Source of the draws.
    least : float
        Series that a group needs.
    most_groups : int
        Of the candidates.

    Returns
    -------
    Fits
    """
    scaled = scale_calls(table, view.gaps)
    first, inverse, weights = find_distinct(scaled, table.lengths)
    keys = scaled[first]
    comparison = Comparison(keys, table.lengths[first], view, scaled.shape[1])
    most = max(SAMPLE_CELLS // scaled.shape[1], 2 * MOST_GROUPS)
    sample = np.arange(len(keys))
    if len(sample) > most:
        sample = np.sort(generator.choice(len(keys), most, replace=False))
        least *= weights[sample].sum() / weights.sum()
    distances, weights = comparison.matrix(sample), weights[sample]
    fits = fit_medoids(distances, weights.astype(float), most_groups)
    halves = fit_halves(distances, weights.astype(float), most_groups, resamples, generator)
    partitions = []
    for count, fit in enumerate(counted(fits, "candidates tried")):
        sets = [fit, *(half[min(count, len(half) - 1)] for half in halves)]
        fences = [_fence(distances[:, medoids], weights) for medoids in sets]
        labels, *repeats = (
            _label(distances[:, medoids], fence)
            for medoids, fence in zip(sets, fences, strict=True)
        )
        agreement = measure_agreement(labels, weights.astype(float), repeats)
        # Everybody has a group in the end, also those beyond the fence.
        nearest, *again = (distances[:, part].argmin(axis=1) for part in sets)
        placed = measure_agreement(nearest, weights.astype(float), again)
        agreement = Agreement(agreement.jaccard, placed.confidence)
        width = mean_silhouette(distances, labels, weights.astype(float))
        apart = distances[np.ix_(fit, fit)][np.triu_indices(len(fit), 1)]
        differ = apart.min(initial=np.inf) >= LEAST_DIFFERENCE
        holds = differ and _holds(labels, weights, width, agreement, least)
        trial = _trial(view, _outlier_share(labels, weights), width, agreement, holds=holds)
        partitions.append(Partition(fit, fences[0], agreement, trial))
    distinct = Medoids(keys, table.lengths[first])
    return Fits(partitions, comparison, sample, distances, weights, distinct, first, inverse)


def _fence(reach: np.ndarray, weights: np.ndarray) -> float:
    """Return how far from the nearest medoid a series is far beyond the others."""
    low, high = np.quantile(np.repeat(reach.min(axis=1), weights), [0.25, 0.75])
    return max(float(high + 1.5 * (high - low)), LEAST_OUTLIER_DISTANCE)


def _label(reach: np.ndarray, fence: float) -> Integers:
    """Give each series to its nearest medoid, or call it an outlier."""
    return np.where(reach.min(axis=1) > fence, OUTLIER, reach.argmin(axis=1))


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
