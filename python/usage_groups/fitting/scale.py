"""The scale that tiers are steps on: how lately, how often, how long and how much users come."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from usage_groups.arrays import collapse_rows
from usage_groups.exact import Floats, Integers
from usage_groups.fitting.population import GroupPrior, Population, describe_population, sum_groups
from usage_groups.fitting.preparation import sample_weights

# Columns of the search and how much each counts here: how lately users came says most of what
# they do next, and a doubling of the days counts as that of the gaps.
_COUNTS = {"recency": 1.5, "frequency": 2.0, "span": 1.0, "volume": 1.0}
FREQUENCY = 1
# Of the squares in a group's width, in units that people remark; one kind of users may call at any
# volume, which therefore makes no group too wide.
_WIDTHS = np.array([1.5**-2, 1.0, 1.0, 0.0])
# Of the users at either end: the heavy few must not decide how all others are divided.
_TAIL = 0.05


@dataclass(frozen=True)
class Scale:
    """Users on the scale.

    Attributes
    ----------
    columns : ndarray of shape (n_users, 4)
        As they are.
    limited : ndarray of shape (n_users, 4)
        With the volume drawn back to its usual range.
    places : ndarray of int, shape (4,)
        Where the columns stand among the features of the search.
    weights : ndarray of shape (4,)
        What these are multiplied with.
    """

    columns: Floats
    limited: Floats
    places: Integers
    weights: Floats

    def sample(
        self, natural: Integers, prior: GroupPrior, *, most_users: int, seed: int
    ) -> tuple[Population, Integers]:
        """Describe the users, or a random part of very many.

        Parameters
        ----------
        natural : ndarray of shape (n_users,)
            Their natural groups.
        prior : GroupPrior
            What is believed of a group before its users are seen.
        most_users, seed : int
            As for :func:`usage_groups.fitting.preparation.sample_population`.

        Returns
        -------
        population : Population
            Distinct places on the scale.
        natural : ndarray of shape (n_rows,)
            The natural group of each; users of two groups at one place are two rows.
        """
        placed = np.column_stack([self.limited, natural])
        rows, weights, _ = collapse_rows(placed)
        drawn = sample_weights(weights, most_users, seed)
        rows, drawn = rows[drawn > 0], drawn[drawn > 0]
        labels = np.unique(rows[:, -1], return_inverse=True)[1]
        return describe_population(np.ascontiguousarray(rows[:, :-1]), drawn, prior), labels


def put_on_scale(matrix: Floats, names: Sequence[str]) -> Scale | None:
    """Take the columns of the scale out of those of the search.

    Parameters
    ----------
    matrix : ndarray of shape (n_users, n_features)
        On the grid.
    names : sequence of str
        Of the features.

    Returns
    -------
    Scale or None
        None where one of the columns is missing.
    """
    places = {name: place for place, name in enumerate(names)}
    if not places.keys() >= _COUNTS.keys():
        return None
    used, weights = np.array([places[name] for name in _COUNTS]), np.array(list(_COUNTS.values()))
    columns = matrix[:, used] * weights
    limited, volume = columns.copy(), np.sort(columns[:, -1])
    last = len(volume) - 1
    ends = volume[int(_TAIL * last)], volume[last - int(_TAIL * last)]
    limited[:, -1] = np.clip(columns[:, -1], *ends)
    return Scale(columns, limited, used, weights)


def group_widths(population: Population, labels: Integers) -> Floats:
    """Return how much the users of each group differ in when they come: a sum of variances.

    Parameters
    ----------
    population : Population
        On the scale.
    labels : ndarray of shape (n_rows,)
        Groups 0, 1, ... without a hole.

    Returns
    -------
    ndarray of shape (n_groups,)
    """
    sums = sum_groups(population, labels)
    users = sums.counts[:, None]
    variances = (sums.squares - sums.sums**2 / users) / users
    return (variances * _WIDTHS).sum(axis=1)
