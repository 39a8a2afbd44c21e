"""Groups by the shape of weekly series: elastic distances and k-medoids.

>>> import numpy as np
>>> from usage_groups.shapes import fit_medoids, move_split_merge
>>> series = np.array([[1.0, 1.0, 0.0, 0.0], [1.0, 0.9, 0.1, 0.0], [0.0, 0.5, 0.5, 1.0]])
>>> first, second = np.repeat(series, 3, axis=0), np.tile(series, (3, 1))
>>> distances = move_split_merge(first, second, cost=0.1).reshape(3, 3)
>>> distances.round(2).tolist()
[[0.0, 0.2, 2.4], [0.2, 0.0, 2.4], [2.4, 2.4, 0.0]]
>>> [medoids.tolist() for medoids in fit_medoids(distances, np.array([5.0, 4.0, 3.0]), 2)]
[[0], [0, 2]]
"""

from usage_groups import shown

_PLACES = {
    "WeeklySeries": "series",
    "fit_medoids": "medoids",
    "group_shapes": "groups",
    "move_split_merge": "elastic",
    "read_shapes": "model",
    "tabulate_series": "series",
    "time_warp_edit": "elastic",
    "write_shapes": "model",
}
__all__ = list(_PLACES)
__getattr__ = shown(__name__, _PLACES)
