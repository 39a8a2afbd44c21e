"""The report: frames in, one page and its charts out.

>>> import pandas as pd
>>> from usage_groups.report import short_number, split_parts
>>> short_number(1_234_567)
'1.23M'
>>> profiles = pd.DataFrame(
...     [("user_api", "riot", 1, 12), ("user_api", "gnql", 1, 30), ("user", None, 1, 40)],
...     columns=["grouping", "api_type", "size_rank", "user_count"],
... ).assign(is_dormant=False)
>>> [part.title for part in split_parts(profiles)]
['Whole users', 'gnql', 'riot']
"""

from usage_groups import shown

_PLACES = {
    "short_number": "charts.writing",
    "split_parts": "figures.parts",
    "write_report": "page",
}
__all__ = list(_PLACES)
__getattr__ = shown(__name__, _PLACES)
