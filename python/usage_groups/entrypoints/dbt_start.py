"""Refuse what cannot work as soon as dbt knows the project, before it reads a model."""

import os
from pathlib import Path

from dbt.flags import get_flags
from dbt.plugins.manager import dbtPlugin
from dbt_common.context import get_invocation_context
from dbt_common.exceptions import DbtRuntimeError

from usage_groups.entrypoints.selection import is_complete_build, is_part
from usage_groups.entrypoints.start import Command, prepare

PROJECT = "usage_groups"


class StartPlugin(dbtPlugin):
    """What dbt makes once for each command; an error here is the only thing that it then shows."""

    def initialize(self) -> None:
        """Check all vars, and hand them on in types that JSON and SQL can hold."""
        flags = get_flags()
        # Tools that only parse a project, like linters, have no flags of a command.
        if self.project_name != PROJECT or not hasattr(flags, "WHICH"):
            return
        command = Command(
            reads=flags.WHICH in ("build", "run") and not is_part(),
            publishes=is_complete_build(),
            on_spark="spark" in get_invocation_context().adapter_types,
            on_published=flags.TARGET == "published"
            and flags.WHICH in ("build", "run", "seed", "test"),
        )
        folder = Path(flags.PROJECT_DIR)
        try:
            start = prepare(folder, flags.VARS, os.environ, command)
        except ValueError as error:
            message = f"{error}\nNothing published: what was published before is as it was."
            raise DbtRuntimeError(message) from error
        # dbt has read both files and command line already; a var here stands over both.
        flags.VARS.update(start.changed)
