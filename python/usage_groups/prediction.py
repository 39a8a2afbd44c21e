"""Do groups of one half of the users hold for the other half."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from usage_groups.candidates import Candidate
from usage_groups.population import Population
from usage_groups.search import Rules
from usage_groups.stability import Resampling, refit, select_rows


def prediction_strength(
    candidates: Sequence[Candidate], population: Population, rules: Rules, plan: Resampling
) -> float:
    """Group two halves of the users apart, and see whether one half's groups hold in the other.

    Tibshirani and Walther (2005), "Cluster validation by prediction strength", Journal of
    Computational and Graphical Statistics 14. The lowest group of each split counts; 0.8 is the
    authors' mark. Groups need half their least size in a half.

    Returns
    -------
    float
        Mean over the splits, 0 to 1.
    """
    random = np.random.default_rng(plan.seed)
    half_rules = replace(rules, least_users=rules.least_users / 2)
    counts = population.weights.astype(int)
    strengths = []
    for _ in range(plan.repeats):
        drawn = random.multivariate_hypergeometric(counts, int(population.size) // 2).astype(float)
        halves = [select_rows(population, part, rules) for part in (drawn, counts - drawn)]
        ours, theirs = (refit(candidates, half, plan.seed, half_rules) for half in halves)
        predicted = theirs.predict(halves[1], halves[0].matrix, rules.prior)
        strengths.append(_weakest_group(ours.labels, predicted, halves[0].weights))
    return float(np.mean(strengths))


def _weakest_group(labels: np.ndarray, predicted: np.ndarray, weights: np.ndarray) -> float:
    """Return the lowest share of a group's pairs of users that the prediction keeps together."""
    shares = []
    for group in np.unique(labels[labels >= 0]):
        members = labels == group
        total = weights[members].sum()
        together = np.array(
            [weights[members & (predicted == other)].sum() for other in np.unique(predicted)]
        )
        shares.append((together * (together - 1)).sum() / max(total * (total - 1), 1))
    return min(shares, default=0.0)
