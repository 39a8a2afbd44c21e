"""The workbook: rows of tables in, one spreadsheet file out.

>>> from usage_groups.workbook import column_width, write_sheets
>>> column_width(["user_id", "1003", None])
9
>>> content = write_sheets(["Two users."], {"Users": (["user_id"], [("1",), ("2",)], 2)})
>>> content[:2]
b'PK'
"""

from usage_groups import shown

_PLACES = {
    "MOST_ROWS": "sheets",
    "column_width": "sheets",
    "write_sheets": "sheets",
    "write_workbook": "book",
}
__all__ = list(_PLACES)
__getattr__ = shown(__name__, _PLACES)
