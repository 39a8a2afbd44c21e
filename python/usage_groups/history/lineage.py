"""Which of the groups of a new search is which of the groups known before."""

import numpy as np
from scipy.optimize import linear_sum_assignment

from usage_groups.exact import Integers

# Of either group: with a larger part of it in common they are the same.
_LEAST_OVERLAP = 0.5


def match_to_known(labels: Integers, known_ids: Integers, next_id: int) -> tuple[Integers, int]:
    """Give each group the number of the group known before that it continues, or a new one.

    A group survives where half of the users of either are in both, as in Spiliopoulou, Ntoutsi,
    Theodoridis and Schult (2006), "MONIC: modeling and monitoring cluster transitions", KDD; of
    several pairings the one with the most users in common counts (the Hungarian method).

    Parameters
    ----------
    labels : ndarray of shape (n_users,)
        New group of each user, 0, 1, ...
    known_ids : ndarray of shape (n_users,)
        Number of the group that the user is in by the groups known before; -1 for none.
    next_id : int
        The first number that was never in use.

    Returns
    -------
    group_ids : ndarray of int, shape (n_groups,)
    next_id : int
        The first number that is not in use now.
    """
    groups = labels.max() + 1
    ids, places = np.unique(known_ids[known_ids >= 0], return_inverse=True)
    group_ids = np.full(groups, -1)
    if len(ids):
        is_known = known_ids >= 0
        shared = np.zeros((groups, len(ids)))
        np.add.at(shared, (labels[is_known], places), 1)
        sizes = np.bincount(labels[is_known], minlength=groups)
        is_same = shared >= _LEAST_OVERLAP * np.maximum(
            np.minimum(sizes[:, None], shared.sum(axis=0)), 1
        )
        pairs = linear_sum_assignment(-np.where(is_same, shared, 0))
        for group, place in zip(*pairs, strict=True):
            if is_same[group, place]:
                group_ids[group] = ids[place]
    is_new = group_ids < 0
    group_ids[is_new] = np.arange(next_id, next_id + is_new.sum())
    return group_ids, next_id + int(is_new.sum())
