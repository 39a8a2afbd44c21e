"""Made-up daily API usage with planted personas, to try the project and to judge its groups.

Every user is drawn from a random stream of its own, which depends on the seed and on the user's
number only: asking for more users adds rows and changes none.
"""

import argparse
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from usage_groups.simulate.personas import FIRST_DAY, draw_usage

logger = logging.getLogger(__name__)

OUTPUT = Path("seeds/user_api_data.csv")
TRUTH = Path("tests/python/data/user_api_personas.csv")

# Far from the numbers that real user lists start with, so that nobody takes a row for a real one.
FIRST_USER_ID = 1001

# How large the counts of an API are, relative to one another: a bulk lookup against a search box.
CALL_SCALES = {"analysis": 3.0, "context": 12.0, "gnql": 0.7, "noise_quick": 200.0, "riot": 0.4}

# Multiples of an irrational number, modulo 1, fill the unit interval evenly: shares come out exact.
COMBINATION_STEP = (5**0.5 - 1) / 2
PERSONA_STEP = 2**0.5 - 1


@dataclass(frozen=True)
class Scenario:
    """How many users there are, and relative shares such as "trial 3, lapsed 1".

    The shares are those of users by the API types that they use, joined by "+", and of personas
    on each API type. The persona to find may be the combination of API types itself.
    """

    users: int
    combinations: str
    personas: Mapping[str, str]
    truth_is_combination: bool = False


SEVEN_PERSONAS = (
    "one_off 19, trial 19, steady_automation 19, working_week 19, periodic_batch 19, "
    "ramping_up 19, lapsed 19, no_pattern 7"
)
CASE_STUDY_COMBINATIONS = (
    "gnql 54, gnql+riot 15, analysis+gnql 12, context 4, context+riot 4, analysis+gnql+riot 4, "
    "context+gnql 3, context+gnql+riot 2.5, analysis 2, context+noise_quick+riot 1.8, "
    "analysis+context+gnql+noise_quick 1.7"
)
CASE_STUDY_PERSONAS = {
    "analysis": "one_off 62, trial 25, periodic_batch 8, no_pattern 5",
    "context": "one_off 44, trial 35, steady_automation 5, periodic_batch 7, ramping_up 4, "
    "no_pattern 5",
    "gnql": "one_off 58, trial 28, lapsed 4, working_week 3, ramping_up 1.5, no_pattern 5",
    "noise_quick": "one_off 50, trial 25, ramping_up 10, steady_automation 15",
    "riot": "one_off 55, trial 33, lapsed 5, working_week 2, no_pattern 5",
}
MIXED_PERSONAS = {
    "analysis": "one_off 4, periodic_batch 4, trial 2",
    "context": "steady_automation 5, ramping_up 3, trial 2",
    "gnql": SEVEN_PERSONAS,
    "noise_quick": "steady_automation 1, one_off 1",
    "riot": "working_week 45, lapsed 30, one_off 20, no_pattern 5",
}
MIXED_TYPES = "analysis 90, context 170, gnql 550, noise_quick 40, riot 300"
COMBINATIONS = "gnql 30, gnql+riot 25, context+noise_quick 20, analysis+context+gnql 15, riot 10"
RARE_KIND = "one_off 40, trial 30, working_week 28, steady_automation 2"
ONE_KIND = dict.fromkeys(CALL_SCALES, "working_week 1")

SCENARIOS: dict[str, Scenario] = {
    "case_study": Scenario(580, CASE_STUDY_COMBINATIONS, CASE_STUDY_PERSONAS),
    "seven_personas": Scenario(700, "gnql 1", {"gnql": SEVEN_PERSONAS}),
    "three_easy": Scenario(
        300, "gnql 1", {"gnql": "one_off 1, working_week 1, steady_automation 1"}
    ),
    "rare_kind": Scenario(1000, "gnql 1", {"gnql": RARE_KIND}),
    "mixed_types": Scenario(1150, MIXED_TYPES, MIXED_PERSONAS),
    "api_combinations": Scenario(500, COMBINATIONS, ONE_KIND, truth_is_combination=True),
    "homogeneous": Scenario(400, "gnql 1", ONE_KIND),
}


def pick(shares: str, position: float) -> str:
    """Pick the name at a position from 0 to 1 along shares such as "trial 3, lapsed 1"."""
    names, sizes = zip(*(part.split() for part in shares.split(",")), strict=True)
    bounds = np.cumsum([float(size) for size in sizes])
    return names[np.searchsorted(bounds, position * bounds[-1], side="right")]


def plant_users(scenario: Scenario, seed: int, users: int) -> list[dict[str, str]]:
    """Choose the persona of every user on each API type that the user uses."""
    starts = np.random.Generator(np.random.PCG64(seed)).random(1 + len(CALL_SCALES))
    positions = dict(zip(CALL_SCALES, starts[1:], strict=True))
    planted = []
    for number in range(users):
        combination = pick(scenario.combinations, (starts[0] + number * COMBINATION_STEP) % 1)
        personas = {}
        for api_type in combination.split("+"):
            personas[api_type] = pick(scenario.personas[api_type], positions[api_type])
            positions[api_type] = (positions[api_type] + PERSONA_STEP) % 1
        planted.append(personas)
    return planted


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
        Number of users, at least 1; by default the scenario's own.

    Returns
    -------
    usage : DataFrame
        One row per user, API type and day with usage: `dt` (midnight), `user_id`, `type` and
        `api_count` (calls on that day), sorted by day, user and type.
    truth : DataFrame
        One row per user and API type: `user_id`, `api_type` and `persona`, sorted by the first two.

    Raises
    ------
    ValueError
        If the scenario is unknown, the seed negative or the number of users not positive.
    """
    if scenario not in SCENARIOS:
        message = f"unknown scenario {scenario!r}; the known ones are {', '.join(SCENARIOS)}"
        raise ValueError(message)
    plan = SCENARIOS[scenario]
    users = plan.users if users is None else users
    if users < 1 or seed < 0:
        message = f"users must be at least 1 and seed at least 0, not {users} and {seed}"
        raise ValueError(message)

    draws, truth_rows = [], []
    streams = np.random.SeedSequence(seed).spawn(users)
    planted = zip(plant_users(plan, seed, users), streams, strict=True)
    for user_id, (personas, stream) in enumerate(planted, FIRST_USER_ID):
        generator = np.random.Generator(np.random.PCG64(stream))
        for api_type, persona in personas.items():
            draws.append(draw_usage(persona, generator, CALL_SCALES[api_type]))
            label = "+".join(sorted(personas)) if plan.truth_is_combination else persona
            truth_rows.append((user_id, api_type, label))
    truth = pd.DataFrame(truth_rows, columns=["user_id", "api_type", "persona"])
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
    add("--users", type=int, help="how many (default: the scenario's own, 580 in case_study)")
    add("--scenario", choices=SCENARIOS, default="case_study", help="default: %(default)s")
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
