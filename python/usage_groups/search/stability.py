"""Bootstrap stability: whether groups come back when other users are drawn."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from usage_groups.measures import jaccard_coefficients, match_groups, shared_users
from usage_groups.search.bootstrap import Resample


@dataclass(frozen=True)
class Stability:
    """How far groups come back when other users are drawn.

    Attributes
    ----------
    jaccard : ndarray of shape (n_groups,)
        Mean over the resamples of each group's best Jaccard coefficient, 0 to 1.
    error : ndarray of shape (n_groups,)
        Standard error of this mean; infinite of a single resample.
    strength : ndarray of shape (n_groups,)
        Prediction strength: share of the pairs of a group's users not drawn that the groups found
        without them keep together, 0 to 1; NaN where no two users were left out.
    agreement : ndarray of shape (n_rows,)
        Share of the resamples without this row that put it, unaided, into the matching group,
        0 to 1; NaN for a row that every resample held.
    """

    jaccard: np.ndarray
    error: np.ndarray
    strength: np.ndarray
    agreement: np.ndarray


def rate_groups(
    reference: np.ndarray, resamples: Sequence[Resample], weights: np.ndarray
) -> Stability:
    """Compare groups with those that resamples found.

    Hennig (2007), "Cluster-wise assessment of cluster stability", Computational Statistics and Data
    Analysis 52: the mean best Jaccard coefficient of each group; below 0.60 a group should not be
    trusted, from 0.75 it is valid, from 0.85 highly stable (as in the R package fpc). Prediction
    strength after Tibshirani and Walther (2005), "Cluster validation by prediction strength",
    Journal of Computational and Graphical Statistics 14, with the users left out as test set.

    Parameters
    ----------
    reference : ndarray of shape (n_rows,)
        Groups from 0 without a hole; -1 is an outlier.
    resamples : sequence of Resample
        At least one; taken with as many groups as the reference has.
    weights : ndarray of shape (n_rows,)
        Users with each row.

    Returns
    -------
    Stability
    """
    best, together = compare_groups(reference, resamples, weights)
    count = len(resamples)
    spread = np.std(best, axis=0, ddof=1) if count > 1 else np.inf
    return Stability(
        best.mean(axis=0),
        np.broadcast_to(spread / np.sqrt(count), best.shape[1:]),
        known_means(together),
        _agreement(reference, resamples, weights),
    )


def compare_groups(
    reference: np.ndarray, resamples: Sequence[Resample], weights: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return how far each resample finds each group again.

    Parameters
    ----------
    reference, resamples, weights
        As for :func:`rate_groups`.

    Returns
    -------
    best : ndarray of shape (n_resamples, n_groups)
        Best Jaccard coefficients; 0 for a group that nobody was drawn of.
    together : ndarray of shape (n_resamples, n_groups)
        Share of the pairs of users not drawn that are kept together; NaN where there are none.
    """
    limit, best, together = _limit(reference, resamples), [], []
    for resample in resamples:
        found, left_out = resample.labels[limit], np.where(resample.drawn == 0, weights, 0)
        best.append(jaccard_coefficients(reference, found, resample.drawn).max(axis=1))
        together.append(_kept_together(reference, found, left_out))
    return np.array(best), np.array(together)


def known_means(shares: np.ndarray) -> np.ndarray:
    """Return the mean of each column over the rows where it is known; NaN where it never is."""
    known = np.isfinite(shares).sum(axis=0)
    return np.where(known > 0, np.nansum(shares, axis=0) / np.maximum(known, 1), np.nan)


def _limit(reference: np.ndarray, resamples: Sequence[Resample]) -> int:
    """Return as how many groups resamples are taken."""
    return min(int(reference.max()) + 1, max(resamples[0].labels))


def _agreement(
    reference: np.ndarray, resamples: Sequence[Resample], weights: np.ndarray
) -> np.ndarray:
    """Return how often rows that were not drawn are put into the matching group, unaided."""
    limit = _limit(reference, resamples)
    agreed, left_out = np.zeros(len(reference)), np.zeros(len(reference))
    for resample in resamples:
        is_out = resample.drawn == 0
        unaided = match_groups(reference, resample.unaided[limit], weights)
        agreed += is_out & (unaided == reference)
        left_out += is_out
    return np.divide(agreed, left_out, out=np.full(len(agreed), np.nan), where=left_out > 0)


def _kept_together(reference: np.ndarray, found: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the share of each group's pairs of users that share a group found."""
    shared = shared_users(reference, found, weights)[1:]
    users = shared.sum(axis=1)
    pairs = users * (users - 1)
    kept = (shared * (shared - 1)).sum(axis=1)
    return np.divide(kept, pairs, out=np.full(len(users), np.nan), where=pairs > 0)
