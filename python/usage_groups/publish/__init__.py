"""Publishing the outputs of a build, all at once or not at all.

>>> from pathlib import Path
>>> from tempfile import TemporaryDirectory
>>> from usage_groups.publish import begin, publish
>>> with TemporaryDirectory() as place:
...     project = Path(place)
...     (project / "build/published").mkdir(parents=True)
...     _ = (project / "build/published/usage.duckdb").write_text("tables")
...     _ = (project / "build/groups.csv").write_text("groups")
...     unpublished = str(project / "build/published/usage.duckdb")
...     folder = begin(str(project / "exports"), "one", unpublished)
...     made, database = str(project / "build"), str(project / "usage.duckdb")
...     publish(folder, made, ["groups.csv"], database, "one")
...     (project / "exports/groups.csv").read_text()
'groups'
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
