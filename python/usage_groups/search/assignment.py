"""From the groups chosen to a model of them, which gives every user a group."""

from collections.abc import Sequence
from functools import cache

import numpy as np
from scipy.stats import chi2

from usage_groups import exact
from usage_groups.exact import Floats, Integers
from usage_groups.fitting.kmeans import squared_distances
from usage_groups.fitting.likelihood import Components, log_background, predictive_components
from usage_groups.fitting.population import Population, sum_groups
from usage_groups.fitting.scale import Scale
from usage_groups.search.confidence import Curve, fit_curve, margins
from usage_groups.search.frame import Frame, describe_features
from usage_groups.search.model import GroupModel
from usage_groups.search.selection import Choice
from usage_groups.search.tier_search import Tiers

# Of users who are normally spread around a centre one in a thousand is farther.
_FAR_LEVEL = 0.999
_DECIMALS = 6


def model_natural(
    choice: Choice, population: Population, matrix: Floats, frame: Frame
) -> GroupModel:
    """Describe natural groups: each user belongs where it is likeliest.

    Parameters
    ----------
    choice : Choice
        The groups, and how stable they are.
    population : Population
        That was searched.
    matrix : ndarray of shape (n_users, n_features)
        All users, of whom these may be a sample.
    frame : Frame
        Their features.

    Returns
    -------
    GroupModel
    """
    partition, prior = choice.trial.partition, choice.trial.limits.prior
    sums = sum_groups(population, partition.components)
    found = predictive_components(population, sums, prior)
    constants = found.constants + exact.log_of(1 - prior.outlier_share)
    components = Components(found.centres, found.scales, found.freedom, constants)
    groups = partition.group_of_component
    if partition.outlier_group >= 0:
        components = with_background(components, log_background(population, prior))
        groups = np.append(groups, partition.outlier_group)
    model = _unmeasured(frame, components, groups, choice.stability.jaccard)
    if partition.group_count > 1:
        searched = model.nearness(population.matrix)
        # Resamples were compared with the groups as they were settled.
        is_same = searched.argmax(axis=1) == partition.labels
        agreement = np.where(is_same, choice.stability.agreement, np.nan)
        model = _with_curve(model, searched, agreement, population.weights)
    return model.measured(matrix, far_limit(matrix.shape[1]))


def model_tiers(tiers: Tiers, matrix: Floats, scale: Scale, names: Sequence[str]) -> GroupModel:
    """Describe tiers: each user belongs to the nearest centre.

    Parameters
    ----------
    tiers : Tiers
        That were found.
    matrix : ndarray of shape (n_users, n_features)
        All users, of whom those searched may be a sample.
    scale : Scale
        Where they are on it.
    names : sequence of str
        Of the features.

    Returns
    -------
    GroupModel
    """
    in_order = np.argsort(scale.places)
    weights, low, high = np.zeros((3, matrix.shape[1]))
    weights[scale.places] = scale.weights
    low[scale.places] = scale.limited.min(axis=0) / scale.weights
    high[scale.places] = scale.limited.max(axis=0) / scale.weights
    frame = describe_features(matrix, names, low, high, weights)
    centres, population = tiers.found.centres, tiers.population
    count = len(centres)
    components = Components(
        centres[:, in_order], np.ones(centres.shape), np.full(count, np.inf), np.zeros(count)
    )
    model = _unmeasured(frame, components, np.arange(count), tiers.stability.jaccard)
    searched = -squared_distances(population.matrix, centres)
    model = _with_curve(model, searched, tiers.stability.agreement, population.weights)
    return model.measured(matrix, far_limit(len(in_order)))


def with_background(components: Components, level: float) -> Components:
    """Add a component that is equally dense everywhere."""
    nowhere = np.full((1, components.centres.shape[1]), np.nan)
    return Components(
        np.vstack([components.centres, nowhere]),
        np.vstack([components.scales, nowhere]),
        np.append(components.freedom, np.nan),
        np.append(components.constants, level),
    )


def _unmeasured(
    frame: Frame, components: Components, groups: Integers, stability: Floats
) -> GroupModel:
    nobody = np.zeros((len(stability), 0))
    none = np.zeros(len(stability), dtype=int)
    curve = Curve(np.zeros(len(stability)), 0.0)
    return GroupModel(frame, components, groups, curve, nobody, nobody, np.inf, stability, none)


def _with_curve(
    model: GroupModel, searched: Floats, agreement: Floats, weights: Floats
) -> GroupModel:
    """Let the confidence be what resamples of those searched say of it."""
    labels, groups = searched.argmax(axis=1), searched.shape[1]
    return model.with_curve(fit_curve(margins(searched), labels, agreement, weights, groups))


@cache
def far_limit(columns: int) -> float:
    """Return the squared distance beyond which users are far."""
    return round(float(chi2.ppf(_FAR_LEVEL, columns)), _DECIMALS)
