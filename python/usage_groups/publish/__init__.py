"""Publishing the outputs of a build, all at once or not at all.

>>> from pathlib import Path
>>> from tempfile import TemporaryDirectory
>>> from usage_groups.publish import begin, publish
>>> with TemporaryDirectory() as place:
...     project = Path(place)
...     (project / "build").mkdir()
...     for name in ("usage.duckdb", "groups.csv"):
...         _ = (project / "build" / name).write_text(name)
...     made, database = str(project / "build"), str(project / "usage.duckdb")
...     folder = begin(str(project / "exports"), "one", f"{made}/usage.duckdb")
...     publish(folder, made, ["groups.csv"], database, "one")
...     (project / "exports/groups.csv").read_text()
'groups.csv'
"""

from usage_groups import shown

_PLACES = {
    "BuildError": "lock",
    "PublicationError": "publication",
    "begin": "publication",
    "publish": "publication",
    "reserve": "lock",
}
__all__ = list(_PLACES)
__getattr__ = shown(__name__, _PLACES)
