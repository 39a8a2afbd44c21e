"""Which partition holds: trials, null model, bootstrap stability, selection, confidence.

>>> import numpy as np
>>> from usage_groups.fitting import Candidate
>>> from usage_groups.search import group_users
>>> random = np.random.default_rng(0)
>>> features = random.normal(np.repeat([[0.0], [1.0]], [40, 30], axis=0), 0.1, (70, 3))
>>> found = group_users(features, np.ones(70), [Candidate("kmeans", (("n_clusters", 2),))])
>>> np.bincount(found.labels).tolist(), found.reason, found.stability.tolist()
([40, 30], 'groups', [1.0, 1.0])
"""

from usage_groups import shown

_PLACES = {
    "Criteria": "selection",
    "GroupModel": "model",
    "Grouping": "groups",
    "Resamples": "bootstrap",
    "Settings": "groups",
    "choose": "selection",
    "group_users": "groups",
    "permuted_gains": "permutation_test",
    "rate_groups": "stability",
}
__all__ = list(_PLACES)
__getattr__ = shown(__name__, _PLACES)
