"""Made-up usage of planted personas, whose groups are known.

>>> from usage_groups.simulate import make_usage
>>> usage, truth = make_usage("three_easy", seed=2, users=25)
>>> usage.columns.tolist(), truth.columns.tolist()
(['dt', 'user_id', 'type', 'api_count'], ['user_id', 'api_type', 'persona', 'changed_on'])
"""

from usage_groups import shown

_PLACES = {
    "SCENARIOS": "plans",
    "make_usage": "scenarios",
    "write_usage": "bulk",
}
__all__ = list(_PLACES)
__getattr__ = shown(__name__, _PLACES)
