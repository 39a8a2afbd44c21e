"""Who uses what in made-up usage: API types and personas, in relative shares."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from usage_groups.simulate.personas import WINDOW_DAYS

# How large the counts of an API are, relative to one another: a bulk lookup against a search box.
CALL_SCALES = {"analysis": 3.0, "context": 12.0, "gnql": 0.7, "noise_quick": 200.0, "riot": 0.4}


@dataclass(frozen=True)
class Scenario:
    """How many users there are, and relative shares such as "trial 3, lapsed 1".

    The shares are those of users by the API types that they use, joined by "+", and of personas
    on each API type. The persona to find may be the combination of API types itself. Other kinds
    of users may follow. The days are the last of the file, which ends on the same day in all.
    Key accounts, by number, use an API type far more than all others.
    """

    users: int
    combinations: str
    personas: Mapping[str, str]
    truth_is_combination: bool = False
    followed_by: tuple["Scenario", ...] = ()
    days: int = WINDOW_DAYS
    key_accounts: Mapping[int, str] = field(default_factory=dict)


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

# The sample: as the case study, and longer, with users of whom it is known when they changed what
# they do, or that they did not.
SAMPLE_PERSONAS = {
    "analysis": "one_off 62, open_trial 25, periodic_batch 8, no_pattern 5",
    "context": "one_off 44, open_trial 35, every_day 5, periodic_batch 7, ramping_up 4, "
    "no_pattern 5",
    "gnql": "one_off 60, open_trial 31, working_days 3, ramping_up 1.5, no_pattern 4.5",
    "noise_quick": "one_off 50, open_trial 25, ramping_up 10, every_day 15",
    "riot": "one_off 58, open_trial 36, working_days 2, no_pattern 4",
}
OCCASIONAL = Scenario(
    140, CASE_STUDY_COMBINATIONS, dict.fromkeys(CALL_SCALES, "one_off 2, open_trial 1")
)
UNCHANGED = Scenario(
    36,
    "gnql 2, riot 1",
    {"gnql": "now_and_then 5, working_days 1", "riot": "now_and_then 1, working_days 1"},
)
CHANGED = Scenario(
    52,
    "gnql 5, riot 1",
    {
        "gnql": "growing 4, slowing 5, leaving 4, returning 3, newcomer 5",
        "riot": "leaving 1, returning 1, newcomer 1",
    },
)
TO_ANOTHER_API = Scenario(
    8,
    "context+gnql 1",
    {"context": "coming_from_another 1", "gnql": "leaving_for_another 1"},
)

SCENARIOS: dict[str, Scenario] = {
    "sample": Scenario(
        580,
        CASE_STUDY_COMBINATIONS,
        SAMPLE_PERSONAS,
        followed_by=(OCCASIONAL, UNCHANGED, CHANGED, TO_ANOTHER_API),
        days=39 * 7,
        key_accounts={109: "noise_quick", 130: "noise_quick"},
    ),
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
