"""What a result depends on beside usage and vars."""

import platform
from importlib.metadata import version

PACKAGES = ("usage-groups", "dbt-core", "dbt-duckdb", "duckdb", "pandas", "scikit-learn")


def versions() -> dict[str, str]:
    """Name the versions of the packages and of Python."""
    python = {"python": platform.python_version()}
    return {package: version(package) for package in PACKAGES} | python
