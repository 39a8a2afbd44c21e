r"""Reading the input: which files there are, what is in them, and the SQL that reads them.

>>> from pathlib import Path
>>> from tempfile import TemporaryDirectory
>>> from usage_groups.reading import find_files
>>> with TemporaryDirectory() as folder:
...     for name in ("b.csv", "a.csv"):
...         _ = Path(folder, name).write_text("dt,user_id,type,api_count\n")
...     [Path(file).name for file in find_files(f"{folder}/*.csv")]
['a.csv', 'b.csv']
"""

from usage_groups import shown

_PLACES = {
    "InputError": "contents",
    "find_files": "files",
    "read_run": "spark_run",
    "usage_query": "sources",
}
__all__ = list(_PLACES)
__getattr__ = shown(__name__, _PLACES)
