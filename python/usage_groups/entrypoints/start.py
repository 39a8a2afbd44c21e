"""Check vars, usage and where it is published before a build starts; without dbt, at once."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from usage_groups.publish.destination import DATABASE, check_destination, check_not_replaced
from usage_groups.reading.contents import InputError
from usage_groups.reading.files import find_files
from usage_groups.reading.queries import usage_query
from usage_groups.reading.spark_run import read_run
from usage_groups.reading.watch import forget, watch
from usage_groups.settings.checks import check_for_spark, checked
from usage_groups.settings.sources import project_vars
from usage_groups.settings.table import SAMPLE, SAMPLE_PATH

# The query over the usage, made when a build is checked, for the model that reads it.
_queries: dict[tuple[str, str], str] = {}
_ready: dict[str, "Start"] = {}


@dataclass(frozen=True)
class Command:
    """What dbt is asked for.

    Attributes
    ----------
    reads : bool
        Whether it surely reads the usage.
    publishes : bool
        Whether it publishes when all goes well.
    on_spark : bool
    """

    reads: bool
    publishes: bool
    on_spark: bool = False


@dataclass(frozen=True)
class Start:
    """A build that may start.

    Attributes
    ----------
    values : dict of str to object
        Every var.
    usage : str
        What is read, for people.
    files : list of str
        The files of it, as far as they were looked for.
    changed : dict of str to object
        The vars whose value is not what YAML has made of it.
    """

    values: dict[str, object]
    usage: str
    files: list[str]
    changed: dict[str, object]


def prepare(
    project: Path,
    given: Mapping[str, object],
    environment: Mapping[str, str],
    command: Command,
    *,
    is_repeated: bool = False,
) -> Start:
    """Check what a build would otherwise stumble over later.

    Parameters
    ----------
    project : Path
        Folder of the project.
    given : mapping of str to object
        The vars of the command line.
    environment : mapping of str to str
    command : Command
    is_repeated : bool
        Whether this process will ask again for the same build, and be spared the reading.

    Returns
    -------
    Start

    Raises
    ------
    ValueError
        With the sentence that says what is wrong.
    """
    raw = project_vars(project)
    values = checked(raw, given)
    changed = {
        name: value
        for name, value in values.items()
        if repr(value) != repr(given.get(name, raw[name]))
    }
    path = values["usage_path"] or environment.get("USAGE_PATH", "")
    key = repr((project.resolve(), values, path, command))
    if key in _ready:
        start = _ready.pop(key)
        watch(path)
        return replace(start, changed=changed)
    forget()
    _queries.clear()
    try:
        start = Start(values, *_looked_at(project, values, path, command), changed)
    except OSError as error:
        file, reason = error.filename or path, error.strerror or error
        message = f"'{file}' cannot be read ({reason}). Allow reading it, or name another file."
        raise InputError(message) from error
    if is_repeated:
        _ready[key] = start
    return start


def _looked_at(
    project: Path, values: dict[str, object], path: str, command: Command
) -> tuple[str, list[str]]:
    if command.on_spark:
        check_for_spark(values)
        return path, []
    files = []
    if values["features_path"]:
        folder = project / values["features_path"]
        usage = f"what Spark has made, in {values['features_path']}"
        if command.reads:
            read_run(str(folder))
    elif path in ("", SAMPLE):
        usage, files = "the sample", [str(project / SAMPLE_PATH)]
    else:
        usage = path
        if command.reads or command.publishes:
            files = find_files(path)
    if command.publishes:
        check_destination(values["publish_path"], project, files)
        if not path and not values["features_path"]:
            check_not_replaced({project / DATABASE, project / values["publish_path"]}, SAMPLE_PATH)
    if command.reads and usage == path:
        watch(path)
        columns = values["usage_columns"] or {}
        _queries[path, json.dumps(columns)] = usage_query(path, columns)
    return usage, files


def prepared_query(path: str, columns: str) -> str:
    """Return the SQL that reads the usage files; ``columns`` is a JSON object."""
    found = json.loads(columns)
    return _queries.pop((path, json.dumps(found)), "") or usage_query(path, found)
