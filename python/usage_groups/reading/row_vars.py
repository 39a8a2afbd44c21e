"""Check the vars that say how rows are written, of which a list of types does not tell enough."""

from collections.abc import Mapping

import duckdb

from usage_groups.database import connect
from usage_groups.reading.contents import InputError
from usage_groups.sql import sql_text

DATE_WORDS = ("epoch_s", "epoch_ms", "excel")
THOUSANDS = (".", ",", " ", "'", "_")
DECIMALS = (".", ",")
PROBE = "timestamp '2021-08-13 17:45:56'"


def check_row_vars(values: Mapping[str, object]) -> None:
    """Check the vars ``date_format``, ``time_zone``, ``thousands`` and ``decimal``.

    Parameters
    ----------
    values : mapping of str to object
        By name; one that is missing or None is unset.

    Raises
    ------
    InputError
        When one of them cannot be used; the sentence names it.
    """
    check_date_format(values.get("date_format"))
    check_time_zone(values.get("time_zone"))
    check_separators(values.get("thousands"), values.get("decimal"))


def check_date_format(value: object) -> None:
    """See that a date format is a known word, or a pattern that writes and reads a whole day."""
    if value is None or value in DATE_WORDS:
        return
    pattern = sql_text(str(value))
    query = (
        f"select cast(try_strptime(strftime({PROBE}, {pattern}), {pattern}) as date) "
        f"= cast({PROBE} as date)"
    )
    try:
        with connect() as connection:
            # With an offset the pattern reads an instant.
            ((is_read,),) = connection.execute(query).fetchall()
    except duckdb.Error:
        is_read = False
    if not is_read:
        message = (
            f"date_format is '{value}', which is not a pattern of a day like '%d/%m/%Y', "
            f"nor one of {', '.join(DATE_WORDS)}."
        )
        raise InputError(message)


def check_time_zone(value: object) -> None:
    """See that a time zone has a name that is known."""
    if value is None:
        return
    with connect() as connection:
        ((known,),) = connection.execute(
            "select count(*) from pg_timezone_names() where name = ?", [str(value)]
        ).fetchall()
    if not known:
        message = f"time_zone is '{value}', which is not a time zone like Europe/Berlin."
        raise InputError(message)


def check_separators(thousands: object, decimal: object) -> None:
    """See that what parts thousands and decimals are known signs, and not the same."""
    for name, value, known in (
        ("thousands", thousands, THOUSANDS),
        ("decimal", decimal, DECIMALS),
    ):
        if value is not None and value not in known:
            message = f"{name} is '{value}', which is none of {' '.join(map(repr, known))}."
            raise InputError(message)
    if thousands is not None and thousands == decimal:
        message = f"thousands and decimal are both '{decimal}'. Only one of them can be."
        raise InputError(message)
