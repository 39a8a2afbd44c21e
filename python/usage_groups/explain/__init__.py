"""Rules of groups: each group as a PRIM box, written as a SQL predicate.

>>> import pandas as pd
>>> from usage_groups.explain import describe_groups
>>> users = pd.DataFrame({"use_days": [1, 1, 2, 40, 41, 60], "total_calls": [3, 9, 4, 5, 8, 7]})
>>> rules = describe_groups(users, [0, 0, 0, 1, 1, 1])
>>> rules[["group_id", "rule_sql", "precision", "recall"]].to_dict("tight")["data"]
[[0, 'use_days < 20', 1.0, 1.0], [1, 'use_days >= 20', 1.0, 1.0]]
"""

from usage_groups import shown

_PLACES = {
    "describe_groups": "rules",
    "find_box": "prim",
    "to_sql": "predicates",
}
__all__ = list(_PLACES)
__getattr__ = shown(__name__, _PLACES)
