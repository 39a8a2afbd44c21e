"""Groups over time: a model as a document, which group continues which, whether a search replaces.

>>> import numpy as np
>>> from usage_groups.history import match_to_known
>>> ids, next_id = match_to_known(np.repeat([0, 1], [40, 9]), np.full(49, 3), 8)
>>> ids.tolist(), next_id
([3, 8], 9)
"""

from usage_groups import shown

_PLACES = {
    "give_shapes": "stored_shapes",
    "match_to_known": "lineage",
    "search_part": "challenger",
    "search_shapes": "shape_challenger",
    "write_document": "documents",
}
__all__ = list(_PLACES)
__getattr__ = shown(__name__, _PLACES)
