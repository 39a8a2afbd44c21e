"""The features that a model of groups knows, and what it does with each before it looks at it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from usage_groups.exact import Floats, on_grid

_DECILES = np.arange(1, 10) / 10


@dataclass(frozen=True)
class Frame:
    """The features that a model knows, and what it does with each before it looks at it.

    Attributes
    ----------
    names : tuple of str
        Of the features.
    weights : ndarray of shape (n_features,)
        What a value is multiplied with; 0 where the groups do not depend on it.
    low, high : ndarray of shape (n_features,)
        Winsor limits.
    least, most : ndarray of shape (n_features,)
        The range that the users of the search have.
    deciles : ndarray of shape (n_features, 9)
        Of these users.
    """

    names: tuple[str, ...]
    weights: Floats
    low: Floats
    high: Floats
    least: Floats
    most: Floats
    deciles: Floats

    def placed(self, matrix: Floats) -> Floats:
        """Return the used features as the groups see them, shape (n_rows, n_used)."""
        used = self.weights > 0
        limited = np.clip(matrix[:, used], self.low[used], self.high[used])
        return limited * self.weights[used]

    def among(self, ranges: Mapping[str, Mapping]) -> Self:
        """Return the features of some users as those of all of them.

        Parameters
        ----------
        ranges : mapping of str to mapping
            Of features by name: ``least``, ``most`` and ``deciles``; others stay as they are.

        Returns
        -------
        Frame
        """
        changed = {name: getattr(self, name).copy() for name in ("least", "most", "deciles")}
        for column, name in enumerate(self.names):
            for known, values in changed.items():
                if name in ranges:
                    values[column] = on_grid(np.array(ranges[name][known], dtype=float))
        return replace(self, **changed)


def describe_features(
    matrix: Floats, names: Sequence[str], low: Floats, high: Floats, weights: Floats
) -> Frame:
    """Describe the features of the users of a search.

    Parameters
    ----------
    matrix : ndarray of shape (n_users, n_features)
        Scaled features.
    names : sequence of str
        Of them; numbers where there are none.
    low, high, weights : ndarray of shape (n_features,)
        As in `Frame`.

    Returns
    -------
    Frame
    """
    columns = range(matrix.shape[1])
    # A value that users have, so that no two of them are taken for one by rounding.
    ordered = np.sort(matrix, axis=0)
    places = (_DECILES * (len(matrix) - 1)).astype(int)
    return Frame(
        names=tuple(names) or tuple(f"feature_{column}" for column in columns),
        weights=weights,
        low=low,
        high=high,
        least=ordered[0],
        most=ordered[-1],
        deciles=ordered[places].T,
    )
