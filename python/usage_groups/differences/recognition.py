"""Groups told from normal scores by a naive Bayes classifier with normal densities."""

from typing import NamedTuple

import numpy as np

from usage_groups import exact, matrices
from usage_groups.exact import Floats, Integers

# Of the largest variance, for groups that are alike in something.
_SMOOTHING = 0.01
# Rows that stay in the processor's cache with all that is computed of them.
_BLOCK_ROWS = 1_024


class Recogniser(NamedTuple):
    """What each group looks like."""

    groups: Integers
    """(n_groups,) Their labels."""
    shares: Floats
    """(n_groups,) Of the users."""
    centres: Floats
    """(n_groups, n_columns)"""
    variances: Floats
    """(n_groups, n_columns)"""

    def predict(self, scores: Floats) -> Integers:
        """Return the likeliest group of each row of scores, of equally likely ones the first."""
        fits = np.empty((len(scores), len(self.groups)))
        constants = exact.log(self.shares) - exact.log_product(self.variances.T) / 2
        parts = list(zip(self.centres, self.variances, constants, strict=True))
        for start in range(0, len(scores), _BLOCK_ROWS):
            block = slice(start, start + _BLOCK_ROWS)
            for number, (centre, variance, constant) in enumerate(parts):
                gaps = scores[block] - centre
                gaps *= gaps
                gaps /= variance
                fits[block, number] = constant - gaps.sum(axis=1) / 2
        return self.groups[fits.argmax(axis=1)]


def learn_groups(scores: Floats, labels: Integers) -> Recogniser:
    """Learn what groups look like.

    Parameters
    ----------
    scores : ndarray of shape (n_users, n_columns)
        As `normal_scores` returns them.
    labels : ndarray of shape (n_users,)
        Groups 0, 1, ...; -1 is an outlier.

    Returns
    -------
    Recogniser
    """
    groups, sizes = np.unique(labels, return_counts=True)
    members = [scores[labels == group] for group in groups]
    variances = np.array([rows.var(axis=0) for rows in members])
    return Recogniser(
        groups,
        sizes / len(labels),
        np.array([rows.mean(axis=0) for rows in members]),
        variances + max(_SMOOTHING * scores.var(axis=0).max(), matrices.NEGLIGIBLE),
    )
