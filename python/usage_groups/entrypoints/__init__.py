"""What dbt calls: relations in, frames and sentences out.

>>> import duckdb
>>> import pandas as pd
>>> from usage_groups.entrypoints import judge_rules
>>> members = duckdb.sql(
...     "select 'user_api' as grouping, 'gnql' as api_type, n // 5 as group_id, n as use_days"
...     " from range(10) as numbers (n)"
... )
>>> rules = pd.DataFrame(
...     {"grouping": "user_api", "api_type": "gnql", "group_id": [1], "rule_sql": "use_days >= 6"}
... )
>>> judge_rules(rules, members)[["precision", "recall"]].to_dict("tight")["data"]
[[1.0, 0.8]]
"""

from usage_groups import shown

_PLACES = {
    "compare_members": "differences",
    "describe_members": "rules",
    "judge_rules": "rules",
    "label_shapes": "shapes",
    "search_baseline": "searches",
    "search_groups": "searches",
    "search_shapes": "shapes",
}
__all__ = list(_PLACES)
__getattr__ = shown(__name__, _PLACES)
