"""The case study's method, reproduced to be compared with: a sweep of DBSCAN's ``min_samples``.

>>> import numpy as np
>>> from usage_groups.baseline import score_settings
>>> points = np.repeat([[0.0], [0.5], [0.9]], [5, 4, 1], axis=0)
>>> trials, labels = score_settings(points, min_samples=[3, 5])
>>> trials[["min_samples", "noise_count", "cluster_count"]].to_dict("tight")["data"]
[[3, 1, 2], [5, 5, 1]]
>>> labels[:, 0].tolist()
[0, 0, 0, 0, 0, 1, 1, 1, 1, -1]
"""

from usage_groups import shown

_PLACES = {
    "FEATURES": "sweep",
    "score_settings": "sweep",
    "silhouettes": "sweep",
}
__all__ = list(_PLACES)
__getattr__ = shown(__name__, _PLACES)
