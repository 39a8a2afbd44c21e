"""What tells groups apart on days that did not make them, and by more than chance.

>>> import numpy as np
>>> import pandas as pd
>>> from usage_groups.differences import compare_groups
>>> held_out = pd.DataFrame({"use_days": np.repeat([1.0, 9.0], 20), "weekday": np.arange(40) % 5})
>>> found = compare_groups(held_out, np.repeat([0, 1], 20))
>>> found = found[found["group_a"].isna()]
>>> found[["feature", "effect_size"]].round(2).to_dict("tight")["data"]
[['use_days', 1.0], ['weekday', 0.0]]
"""

from usage_groups import shown

_PLACES = {
    "cliffs_deltas": "effect_sizes",
    "compare_groups": "comparison",
    "compare_halves": "comparison",
    "epsilon_squareds": "effect_sizes",
    "holm": "rank_tests",
}
__all__ = list(_PLACES)
__getattr__ = shown(__name__, _PLACES)
