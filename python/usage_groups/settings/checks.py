"""Check all vars of a build before anything runs."""

import difflib
import json
from collections.abc import Mapping

from usage_groups.settings.kinds import UnknownKeyError
from usage_groups.settings.table import SETTINGS, USAGE_COLUMNS, Setting


class SettingError(ValueError):
    """A var is wrong; the message names it, its value and what is expected."""


def checked(project: Mapping[str, object], given: Mapping[str, object]) -> dict[str, object]:
    """Read all vars, each as its kind wants it.

    Parameters
    ----------
    project : mapping of str to object
        The vars of dbt_project.yml, as YAML has read them.
    given : mapping of str to object
        Those of the command line, which win.

    Returns
    -------
    dict of str to object
        Every var of `SETTINGS` as text, number, boolean, list, mapping or None.

    Raises
    ------
    SettingError
        When a var is not known, not of its kind, or contradicts another.
    """
    for name in (*given, *project):
        if name not in SETTINGS:
            raise SettingError(_unknown(str(name)))
    for name in SETTINGS.keys() - project.keys():
        message = (
            f"dbt_project.yml lacks the var {name}. Write it there as it came, and build again."
        )
        raise SettingError(message)
    values = {
        name: _read(name, setting, given.get(name, project[name]))
        if name in given or name in project
        else None
        for name, setting in SETTINGS.items()
    }
    _check_period(values)
    _check_columns(values)
    _check_features(values)
    return values


def check_for_spark(values: Mapping[str, object]) -> None:
    """Refuse what the run on Spark does not know.

    Parameters
    ----------
    values : mapping of str to object
        What `checked` has returned.

    Raises
    ------
    SettingError
        When such a var is set.
    """
    for name, setting in SETTINGS.items():
        if setting.needs_duckdb and setting.is_set(values[name]):
            message = f"{name} is not known on Spark. Leave it out, or build on DuckDB."
            raise SettingError(message)
    if isinstance(values["usage_path"], list):
        message = (
            "usage_path is a list, which Spark does not read. Write a glob, or build on DuckDB."
        )
        raise SettingError(message)


def _unknown(name: str) -> str:
    plain = name.casefold().replace("-", "_")
    nearest = difflib.get_close_matches(plain, SETTINGS, n=1)
    meant = f"Did you mean {nearest[0]}? " if nearest else ""
    return f"There is no var {name}. {meant}All vars stand in dbt_project.yml, with what they do."


def _read(name: str, setting: Setting, value: object) -> object:
    if value is None and setting.may_be_unset:
        return None
    try:
        return setting.kind.read(value)
    except UnknownKeyError as error:
        message = f"{name} {error}"
        raise SettingError(message) from error
    except (TypeError, ValueError) as error:
        message = f"{name} is {shown(value)}, which is not {setting.kind.expected}."
        raise SettingError(message) from error


def shown(value: object) -> str:
    """Write a value as YAML would have it, texts in quotes."""
    return f"'{value}'" if isinstance(value, str) else json.dumps(value, default=str)


def _check_period(values: Mapping[str, object]) -> None:
    start, end = values["period_start"], values["period_end"]
    if start and end and start > end:
        message = f"period_start {start} is after period_end {end}. Exchange them."
        raise SettingError(message)


def _check_columns(values: Mapping[str, object]) -> None:
    columns = values["usage_columns"] or {}
    wanted: dict[str, str] = {}
    for required in USAGE_COLUMNS:
        # What is not mapped is looked for under its own name; a type that is named is not.
        default = None if required == "type" and values["usage_type"] else required
        name = columns.get(required, default)
        other = wanted.setdefault(name.strip().casefold(), required) if name else required
        if other != required:
            message = (
                f"usage_columns looks for both {other} and {required} in the column '{name}'. "
                "Each needs a column of its own."
            )
            raise SettingError(message)


def _check_features(values: Mapping[str, object]) -> None:
    if not values["features_path"]:
        return
    for name, setting in SETTINGS.items():
        if setting.reads_usage and setting.is_set(values[name]):
            message = (
                f"features_path is set, and so is {name}, which decides how usage is read: on "
                f"Spark. Leave {name} out here, and set it for the run on Spark."
            )
            raise SettingError(message)
