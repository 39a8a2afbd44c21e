"""Made-up usage of any size, written by DuckDB: to measure with, not to judge groups by.

Users and their days follow a power law: a few use an API every day, most on a day or two.
"""

import argparse
import logging
from collections.abc import Sequence
from pathlib import Path

from usage_groups.database import connect
from usage_groups.simulate.personas import FIRST_DAY
from usage_groups.simulate.plans import CALL_SCALES
from usage_groups.simulate.scenarios import FIRST_USER_ID

logger = logging.getLogger(__name__)

DAYS = 118
# Measured: how many days with usage a user has, over all API types.
ROWS_PER_USER = 44.8
BATCH_USERS = 1_000_000
# Share of the users that use each API type.
TYPE_SHARES = {"analysis": 0.18, "context": 0.16, "gnql": 0.95, "noise_quick": 0.04, "riot": 0.24}

# hash() of one number is random enough, of several it is not: each step hashes what it has so far.
RANDOM = """
create macro random_number(pair_seed, draw) as
    (cast(hash(xor(pair_seed, cast(draw as ubigint))) as double) + 1e0) / 1.8446744073709556e19
"""
PAIRS = """
create or replace temp table pairs as
select
    *,
    call_scale * exp(
        2 * sqrt(-2 * ln(random_number(pair_seed, 1))) * cos(2 * pi() * random_number(pair_seed, 2))
    ) as level,
    random_number(pair_seed, 3) ** 3 as day_share,
    random_number(pair_seed, 4) < 0.3 as is_working_week,
    cast(floor(random_number(pair_seed, 5) * {days}) as integer) as one_day
from (
    select
        range as user_number,
        api_types.*,
        hash(xor(hash(range * 8 + type_number), hash({seed}))) as pair_seed
    from range({first}, {last})
    cross join (values {api_types}) as api_types (type_number, api_type, user_share, call_scale)
)
where random_number(pair_seed, 0) < user_share
"""
USAGE = """
select
    date '{first_day}' + day_number as dt,
    cast({first_user_id} + user_number as varchar) as user_id,
    api_type as type,
    cast(1 + floor(level * (0.5 + random_day / greatest(day_share, 0.01))) as bigint) as api_count
from (
    select
        *,
        random_number(pair_seed, 100 + day_number) as random_day
    from (select *, cast(unnest(range({days})) as integer) as day_number from pairs)
)
where
    day_number = one_day
    or random_day < day_share
    * if(is_working_week and isodow(date '{first_day}' + day_number) > 5, 0.1, 1)
"""


def write_usage(rows: int, seed: int, folder: Path, file_format: str = "parquet") -> list[Path]:
    """Write usage of about so many rows.

    Parameters
    ----------
    rows : int
        Wanted; what is written differs by a few per cent.
    seed : int
        The same seed, number and version of DuckDB give the same rows.
    folder : Path
        Where the files go, one for each million users, so that memory is bounded.
    file_format : str
        ``parquet`` or ``csv``.

    Returns
    -------
    list of Path
        The files.
    """
    users = max(1, round(rows / ROWS_PER_USER))
    listed = [
        f"({number}, '{name}', {TYPE_SHARES[name]}, {scale})"
        for number, (name, scale) in enumerate(CALL_SCALES.items())
    ]
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    with connect() as connection:
        connection.execute(RANDOM)
        for number, first in enumerate(range(0, users, BATCH_USERS)):
            words = {
                "api_types": ", ".join(listed),
                "first": first,
                "last": min(first + BATCH_USERS, users),
                "days": DAYS,
                "seed": int(seed),
                "first_day": FIRST_DAY.isoformat(),
                "first_user_id": FIRST_USER_ID,
            }
            connection.execute(PAIRS.format(**words))
            relation = connection.sql(USAGE.format(**words))
            files.append(folder / f"usage-{number:03}.{file_format}")
            write = relation.write_csv if file_format == "csv" else relation.write_parquet
            write(str(files[-1]))
    return files


def main(arguments: Sequence[str] | None = None) -> None:
    """Write files from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=2_200_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--format", choices=("parquet", "csv"), default="parquet")
    asked = parser.parse_args(arguments)
    files = write_usage(asked.rows, asked.seed, asked.folder, asked.format)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    logger.info("Wrote %s files to %s", len(files), asked.folder)


if __name__ == "__main__":
    main()
