"""Check vars, usage and where it is published before a build starts; without dbt, at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from usage_groups.history.given_groups import read_documents
from usage_groups.publish.destination import DATABASE, check_destination, check_not_replaced
from usage_groups.reading.columns import Usage, check_left_out
from usage_groups.reading.contents import InputError
from usage_groups.reading.files import find_files
from usage_groups.reading.row_vars import check_row_vars
from usage_groups.reading.sources import open_sources
from usage_groups.reading.spark_run import read_run
from usage_groups.settings.checks import check_for_spark, checked
from usage_groups.settings.sources import project_vars
from usage_groups.settings.table import SAMPLE, SAMPLE_PATH


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
        Whether Spark computes daily usage and features.
    on_published : bool
        Whether it would write to what was published.
    """

    reads: bool
    publishes: bool
    on_spark: bool = False
    on_published: bool = False


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
        The vars whose value is not what YAML has made of it. On Spark also ``given_groups``, what
        stands in the file of the var group_model.
    """

    values: dict[str, object]
    usage: str
    files: list[str]
    changed: dict[str, object]


def prepare(
    project: Path, given: Mapping[str, object], environment: Mapping[str, str], command: Command
) -> Start:
    """Check what a build would otherwise stumble over later.

    Parameters
    ----------
    project : Path
        Folder of the project.
    given : mapping of str to object
        The vars of the command line.
    environment : mapping of str to str
        Of the process.
    command : Command
        What is to be done.

    Returns
    -------
    Start

    Raises
    ------
    ValueError
        With the sentence that says what is wrong.
    """
    if command.on_published:
        message = "The target published can only be read. Build without --target or DBT_TARGET."
        raise ValueError(message)
    raw = project_vars(project)
    values = checked(raw, given)
    check_row_vars(values)
    changed = {
        name: value
        for name, value in values.items()
        if repr(value) != repr(given.get(name, raw[name]))
    }
    path = values["usage_path"] or environment.get("USAGE_PATH", "")
    paths = () if path in ("", SAMPLE) else (path,) if isinstance(path, str) else tuple(path)
    if command.on_spark:
        check_for_spark(values)
        check_left_out(usage_of(paths, values, project))
        if values["group_model"]:
            # SQL on a cluster sees no file of this machine.
            changed["given_groups"] = read_documents(str(project / values["group_model"]))
        return Start(values, ", ".join(paths), [], changed)
    try:
        usage, files = _looked_at(project, values, paths, command)
        if command.publishes:
            _check_publication(project, values, files, is_unasked=not path)
    except OSError as error:
        file, reason = error.filename or path, error.strerror or error
        message = f"'{file}' cannot be read ({reason}). Allow reading it, or name another file."
        raise InputError(message) from error
    return Start(values, usage, files, changed)


def usage_of(paths: tuple[str, ...], values: Mapping[str, object], project: Path) -> Usage:
    """Say what the vars say about the usage."""
    return Usage(
        paths=paths,
        columns=values["usage_columns"] or {},
        usage_type=values["usage_type"],
        usage_table=values["usage_table"],
        project=str(project),
    )


def _looked_at(
    project: Path, values: dict[str, object], paths: tuple[str, ...], command: Command
) -> tuple[str, list[str]]:
    if values["features_path"]:
        if command.reads:
            read_run(str(project / values["features_path"]))
        return f"what Spark has made, in {values['features_path']}", []
    if not paths:
        return "the sample", [str(project / SAMPLE_PATH)]
    files = find_files(paths) if command.reads or command.publishes else []
    if command.reads:
        # What is opened stays open for the model that reads it, in this process.
        open_sources(usage_of(paths, values, project))
    return ", ".join(paths), files


def _check_publication(
    project: Path, values: dict[str, object], files: list[str], *, is_unasked: bool
) -> None:
    databases = {project / DATABASE}
    if values["publish_path"]:
        check_destination(values["publish_path"], project, files)
        databases.add(project / values["publish_path"])
    if is_unasked and not values["features_path"]:
        check_not_replaced(databases, SAMPLE_PATH)
