"""Made-up daily API usage with planted personas, to try the project and to judge its groups.

Every user is drawn from a random stream of its own, which depends on the seed and on the user's
number only: asking for more users adds rows and changes none.
"""

import argparse
import logging
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import count, islice
from pathlib import Path

import numpy as np
import pandas as pd

from usage_groups.simulate.personas import FIRST_DAY, PERSONAS, WINDOW_DAYS, Days, draw_usage
from usage_groups.simulate.plans import CALL_SCALES, SCENARIOS, Scenario
from usage_groups.simulate.stories import draw_story

logger = logging.getLogger(__name__)

OUTPUT = Path("seeds/user_api_data.csv")
TRUTH = Path("tests/python/data/user_api_personas.csv")

# Far from the numbers that real user lists start with, so that nobody takes a row for a real one.
FIRST_USER_ID = 1001

# Multiples of an irrational number, modulo 1, fill the unit interval evenly: shares come out exact.
COMBINATION_STEP = (5**0.5 - 1) / 2
PERSONA_STEP = 2**0.5 - 1
CHANGE_STEP = 3**0.5 - 1


def pick(shares: str, position: float) -> str:
    """Pick the name at a position from 0 to 1 along shares such as "trial 3, lapsed 1"."""
    names, sizes = zip(*(part.split() for part in shares.split(",")), strict=True)
    bounds = np.cumsum([float(size) for size in sizes])
    return names[np.searchsorted(bounds, position * bounds[-1], side="right")]


def plant_users(scenario: Scenario, seed: int) -> Iterator[tuple[dict[str, str], float]]:
    """Choose the persona of users on each API type that they use, and when they change it.

    Those of the scenario's own kinds end only where others follow them.
    """
    starts = np.random.Generator(np.random.PCG64(seed)).random(1 + len(CALL_SCALES))
    positions = dict(zip(CALL_SCALES, starts[1:], strict=True))
    for number in range(scenario.users) if scenario.followed_by else count():
        position = (starts[0] + number * COMBINATION_STEP) % 1
        personas = {}
        for api_type in pick(scenario.combinations, position).split("+"):
            personas[api_type] = pick(scenario.personas[api_type], positions[api_type])
            positions[api_type] = (positions[api_type] + PERSONA_STEP) % 1
        if number in scenario.key_accounts:
            personas[scenario.key_accounts[number]] = "key_account"
        yield personas, number * CHANGE_STEP % 1
    for following in scenario.followed_by:
        yield from islice(plant_users(following, seed), following.users)


def draw_pair(
    persona: str, generator: np.random.Generator, scale: float, window: Days, position: float
) -> tuple[Days, np.ndarray, int | None]:
    """Draw the days and counts of a user of an API, and the day of a planted change."""
    if persona in PERSONAS:
        return *draw_usage(persona, generator, scale, window), None
    return draw_story(persona, generator, scale, window, position)


def make_usage(
    scenario: str, seed: int, users: int | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make up the daily usage of a scenario's users, and say who was planted as what.

    Parameters
    ----------
    scenario : str
        A key of `SCENARIOS`.
    seed : int
        Seed of every draw, at least 0. The same seed gives the same frames.
    users : int, optional
        Number of users, at least 1; by default the scenario's own, and those that follow.

    Returns
    -------
    usage : DataFrame
        One row per user, API type and day with usage: `dt` (midnight), `user_id`, `type` and
        `api_count` (calls on that day), sorted by day, user and type.
    truth : DataFrame
        One row per user and API type: `user_id`, `api_type`, `persona` and `changed_on` (the first
        day of what a user does since, where a change was planted), sorted by the first two.

    Raises
    ------
    ValueError
        If the scenario is unknown, the seed negative or the number of users not positive.
    """
    if scenario not in SCENARIOS:
        message = f"unknown scenario {scenario!r}; the known ones are {', '.join(SCENARIOS)}"
        raise ValueError(message)
    plan = SCENARIOS[scenario]
    if users is None:
        users = plan.users + sum(following.users for following in plan.followed_by)
    if users < 1 or seed < 0:
        message = f"users must be at least 1 and seed at least 0, not {users} and {seed}"
        raise ValueError(message)

    window = np.arange(WINDOW_DAYS - plan.days, WINDOW_DAYS)
    draws, truth_rows = [], []
    streams = np.random.SeedSequence(seed).spawn(users)
    for number, (personas, position) in enumerate(islice(plant_users(plan, seed), users)):
        generator = np.random.Generator(np.random.PCG64(streams[number]))
        for api_type, persona in personas.items():
            scale = CALL_SCALES[api_type]
            *drawn, changed = draw_pair(persona, generator, scale, window, position)
            draws.append(drawn)
            label = "+".join(sorted(personas)) if plan.truth_is_combination else persona
            changed_on = None if changed is None else FIRST_DAY + timedelta(days=changed)
            truth_rows.append((FIRST_USER_ID + number, api_type, label, changed_on))
    truth = pd.DataFrame(truth_rows, columns=["user_id", "api_type", "persona", "changed_on"])
    truth["changed_on"] = truth["changed_on"].astype("datetime64[s]")
    usage = to_usage(truth, *zip(*draws, strict=True))
    return usage, truth.sort_values(["user_id", "api_type"], ignore_index=True)


def to_usage(
    pairs: pd.DataFrame, days: Sequence[np.ndarray], counts: Sequence[np.ndarray]
) -> pd.DataFrame:
    """Put the draws of all pairs of user and type into one frame, in the order of the file."""
    usage = pairs[["user_id", "api_type"]].loc[pairs.index.repeat([len(drawn) for drawn in days])]
    usage = usage.rename(columns={"api_type": "type"}).assign(api_count=np.concatenate(counts))
    usage.insert(0, "dt", np.datetime64(FIRST_DAY, "s") + np.concatenate(days).astype("m8[D]"))
    return usage.sort_values(["dt", "user_id", "type"], ignore_index=True)


def write_csv(frame: pd.DataFrame, path: Path) -> None:
    """Write a frame with the same bytes on every platform, making the folder if need be."""
    path.parent.mkdir(parents=True, exist_ok=True)
    frame.to_csv(path, index=False, lineterminator="\n", encoding="utf-8")
    logger.info("wrote %d rows to %s", len(frame), path)


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the usage and the truth of a scenario as CSV files."""
    parser = argparse.ArgumentParser(
        prog="python -m usage_groups.simulate.scenarios", description=__doc__
    )
    add = parser.add_argument
    add("--seed", type=int, default=7, help="seed of every draw (default: %(default)s)")
    add("--users", type=int, help="how many (default: the scenario's own, 1,028 in sample)")
    add("--scenario", choices=SCENARIOS, default="sample", help="default: %(default)s")
    add("--output", type=Path, default=OUTPUT, help="usage, as CSV (default: %(default)s)")
    add("--truth", type=Path, default=TRUTH, help="personas, as CSV (default: %(default)s)")
    options = parser.parse_args(arguments)
    try:
        usage, truth = make_usage(options.scenario, options.seed, options.users)
    except ValueError as error:
        parser.error(str(error))
    write_csv(usage, options.output)
    write_csv(truth, options.truth)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    main()
