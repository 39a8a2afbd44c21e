"""Find out whether a run on Spark has left a folder complete, before a build goes on from it."""

import json
from pathlib import Path

import duckdb

from usage_groups.database import connect
from usage_groups.reading.contents import InputError, as_pattern
from usage_groups.sql import sql_text

# The folder of the row that a run writes last, beside those of its tables.
RUN = "spark_run"
WHAT_TO_DO = (
    "Let 'dbt build --target spark --select +usage_features' end, copy its folder as a whole, and "
    "build again."
)


def read_run(folder: str) -> dict[str, object]:
    """Read what a run on Spark says of itself, and see that all of its rows are there.

    Parameters
    ----------
    folder : str
        Where the run wrote its tables, each a folder of Parquet files.

    Returns
    -------
    dict of str to object
        ``build_id``, ``built_at`` and ``usage_path`` as text, ``parameters`` and ``versions``.

    Raises
    ------
    InputError
        When there is no run, it is being written or was cut off, or files of it are missing.
    """
    if not (Path(folder) / RUN).is_dir():
        message = (
            f"features_path '{folder}' holds no run on Spark ('{RUN}' is missing). {WHAT_TO_DO}"
        )
        raise InputError(message)
    runs = _rows(
        folder,
        RUN,
        "select build_id, built_at::varchar, usage_path, parameters, versions, row_counts",
    )
    if len(runs) != 1:
        message = f"features_path '{folder}' is being written, or its run was cut off. {WHAT_TO_DO}"
        raise InputError(message)
    build_id, built_at, usage_path, parameters, versions, row_counts = runs[0]
    for table, written in json.loads(row_counts).items():
        ((found,),) = _rows(folder, table, "select count(*)")
        if found != written:
            message = (
                f"features_path '{folder}' is incomplete: '{table}' has {found} rows, "
                f"{written} were written. {WHAT_TO_DO}"
            )
            raise InputError(message)
    return {
        "build_id": build_id,
        "built_at": built_at,
        "usage_path": usage_path,
        "parameters": json.loads(parameters),
        "versions": json.loads(versions),
    }


def _rows(folder: str, table: str, select: str) -> list[tuple]:
    files = sql_text(f"{as_pattern(folder)}/{table}/*.parquet")
    try:
        with connect() as connection:
            return connection.execute(f"{select} from read_parquet({files})").fetchall()
    except duckdb.Error as error:
        reason = str(error).partition("\n")[0]
        message = (
            f"features_path '{folder}' is incomplete: '{table}' cannot be read ({reason}). "
            f"{WHAT_TO_DO}"
        )
        raise InputError(message) from error
