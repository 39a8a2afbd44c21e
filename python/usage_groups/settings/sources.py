"""Where vars are given: dbt_project.yml, the command line, the environment."""

import difflib
import re
from collections.abc import Mapping
from pathlib import Path

import yaml

from usage_groups.settings.checks import SettingError, shown

PROJECT_FILE = "dbt_project.yml"
# What `make build` can be given on its command line.
MAKE_VARIABLES = ("USAGE_PATH", "VARS", "PYTHON", "DBT_PROJECT_DIR", "DBT_PROFILES_DIR")


class _Loader(yaml.SafeLoader):
    """Reads YAML as dbt does, but for days that do not exist, which stay texts."""


def _timestamp(loader: _Loader, node: yaml.ScalarNode) -> object:
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError:
        return node.value


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _timestamp)


def project_vars(folder: Path) -> dict[str, object]:
    """Read the vars of dbt_project.yml, those of the project over those of all.

    Parameters
    ----------
    folder : Path
        Of the project.

    Raises
    ------
    SettingError
        When the file cannot be read.
    """
    file = folder / PROJECT_FILE
    try:
        project = yaml.load(file.read_text(encoding="utf-8"), _Loader)  # noqa: S506 a safe loader
        found = dict(project.get("vars") or {})
        return found | dict(found.pop(project["name"], None) or {})
    except (OSError, yaml.YAMLError, AttributeError, KeyError, TypeError, ValueError) as error:
        reason = " ".join(str(error).split())
        message = f"'{file}' cannot be read ({reason}). Correct it and build again."
        raise SettingError(message) from error


def command_line_vars(text: str, option: str = "VARS") -> dict[str, object]:
    """Read what stands behind ``--vars``, or in ``VARS``: YAML, or JSON, which is YAML too.

    Parameters
    ----------
    text : str
        As it stands behind ``--vars``.
    option : str
        Named in the error.

    Raises
    ------
    SettingError
        When it is no mapping.
    """
    try:
        found = yaml.load(text, _Loader)  # noqa: S506 a safe loader
    except yaml.YAMLError:
        found = text
    if found is None:
        return {}
    if not isinstance(found, Mapping):
        message = (
            f"{option} is {shown(found)}, which is not a mapping like {{usage_path: calls.csv}}."
        )
        raise SettingError(message)
    return dict(found)


def check_make(flags: str) -> None:
    """Refuse variables behind ``make build`` that nobody reads.

    Parameters
    ----------
    flags : str
        What make says of its command line in the environment, as MAKEFLAGS.

    Raises
    ------
    SettingError
        When a variable is not one of the Makefile.
    """
    for name in re.findall(r"(?<!\\)\s(\w+)[+:?!]*=", flags.partition(" --")[2]):
        if name not in MAKE_VARIABLES:
            nearest = difflib.get_close_matches(name.upper(), MAKE_VARIABLES, n=1)
            meant = f"Did you mean {nearest[0]}? " if nearest else ""
            message = (
                f"make build has no variable {name}. {meant}Vars stand in VARS, like "
                "VARS='{period_start: 2021-09-01}'."
            )
            raise SettingError(message)
