"""How often differences are found between groups of users who are all of one kind.

    python benchmarks/difference_calibration.py [POPULATIONS_PER_KIND]

Every population is cut into three groups by k-means, although it has none, and then tested in
three ways: on the data that made the groups (naive), on the held-out weeks, and as the project
does, on the held-out weeks and against slices of a continuum. Last come populations with planted
personas, to show what is found where there is something.
"""

import sys
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from usage_groups.differences.comparison import Options, compare_groups
from usage_groups.differences.null_populations import normal_scores
from usage_groups.differences.rank_tests import holm
from usage_groups.simulate.personas import (
    DAYS,
    FIRST_DAY,
    IS_WEEKEND,
    PERSONAS,
    WINDOW_DAYS,
    draw_usage,
)
from usage_groups.simulate.scenarios import make_usage

POPULATIONS = 20
USERS = (120, 300, 400)
LEVEL = 0.05
# Users of periodic_batch come in three periods: they are not of one kind. An open trial is a trial.
KINDS_OF_ONE = [
    name for name in PERSONAS if name not in {"one_off", "periodic_batch", "open_trial"}
]
SCENARIOS = ("seven_personas", "three_easy", "rare_kind", "mixed_types", "case_study")
FEW_RESAMPLES = Options(resamples=2)  # intervals are not looked at here

Draw = tuple[np.ndarray, np.ndarray]
Simulator = Callable[[np.random.Generator], Draw]


def all_alike(generator: np.random.Generator) -> Draw:
    """Use any day with the same probability, and draw each count from one distribution."""
    days = DAYS[generator.random(WINDOW_DAYS) * 4 < 1]
    return days, np.exp(generator.normal(2, 1, len(days)))


def alike_on_weekdays(generator: np.random.Generator) -> Draw:
    """Rest on weekends, and draw overdispersed counts."""
    days = DAYS[generator.random(WINDOW_DAYS) < np.where(IS_WEEKEND, 0.05, 0.4)]
    return days, 1 + generator.negative_binomial(0.7, 0.02, len(days))


def own_rate_and_volume(generator: np.random.Generator) -> Draw:
    """Keep to a rate and a volume of one's own."""
    days = DAYS[generator.random(WINDOW_DAYS) < generator.beta(2, 5)]
    return days, np.exp(generator.normal(2, 1.2) + generator.normal(0, 0.7, len(days)))


def own_start(generator: np.random.Generator) -> Draw:
    """Start on a day of one's own as well."""
    start = generator.integers(0, 50)
    days, counts = own_rate_and_volume(generator)
    return days[days >= start], counts[days >= start]


def one_engagement(generator: np.random.Generator) -> Draw:
    """Let one trait raise rate, volume and weekend work together."""
    trait = generator.normal()
    rest = np.where(IS_WEEKEND, 1 / (1 + np.exp(1 - trait)), 1)
    days = DAYS[generator.random(WINDOW_DAYS) < rest / (1 + np.exp(1.5 - trait))]
    volume = 3 + trait + generator.normal()
    return days, np.exp(volume + generator.normal(0, 0.7, len(days)))


def mostly_few_days(generator: np.random.Generator) -> Draw:
    """Use on one day mostly, on many at times, within a span of one's own."""
    count = min(60, generator.geometric(1 / (1 + np.exp(0.8 + generator.normal()))))
    start = generator.integers(0, WINDOW_DAYS - count)
    span = min(WINDOW_DAYS - start, count + generator.integers(0, 4 * count + 1))
    days = np.sort(generator.choice(DAYS[start : start + span], count, replace=False))
    return days, np.exp(generator.normal(1.5, 1.5) + generator.normal(0, 0.7, count))


def persona(name: str) -> Simulator:
    """Make every user follow one persona of the sample."""
    return lambda generator: draw_usage(name, generator, 1.0)


def usage_of(simulator: Simulator, users: int, seed: int) -> pd.DataFrame:
    """Draw the usage of a population: columns user_id, day (from the first) and calls."""
    generator = np.random.default_rng(seed)
    draws = [simulator(generator) for _ in range(users)]
    sizes = [len(days) for days, _ in draws]
    days, counts = (np.concatenate(parts) for parts in zip(*draws, strict=True))
    calls = np.maximum(np.rint(counts), 1)
    return pd.DataFrame(
        {"user_id": np.repeat(np.arange(users), sizes), "day": days, "calls": calls}
    )


def features_of(usage: pd.DataFrame) -> pd.DataFrame:
    """Compute features like those of the project, one row per user."""
    usage = usage.sort_values(["user_id", "day"])
    weekday = (usage["day"] + FIRST_DAY.weekday()) % 7
    gap = usage.groupby("user_id")["day"].diff()
    run = usage.groupby("user_id")["day"].transform("rank") - usage["day"]
    usage = usage.assign(
        is_weekend=weekday >= 5,  # noqa: PLR2004
        log_calls=np.log10(usage["calls"]),
        log_gap=np.log(gap),
    )
    users = usage.groupby("user_id")
    first, last = users["day"].min(), users["day"].max()
    days, calls = users.size(), users["calls"].sum()
    features = {
        "use_days": days,
        "total_calls": calls,
        "days_before_first_use": first,
        "days_since_last_use": WINDOW_DAYS - 1 - last,
        "density": days / (last - first + 1),
        "longest_streak": usage.groupby(["user_id", run]).size().groupby("user_id").max(),
        "weekend_share": users["is_weekend"].mean(),
        "busiest_day_share": users["calls"].max() / calls,
        "calls_per_use_day": calls / days,
        "log10_typical_calls": users["log_calls"].mean(),
        "log10_spread": users["log_calls"].std(),
        "mean_log_gap": users["log_gap"].mean(),
        "day_centre": users["day"].mean() - (first + last) / 2,
    }
    return pd.DataFrame(features)


def halves_of(usage: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Compute the features of weeks 1, 3, ... and, for the same users, of weeks 2, 4, ..."""
    is_held_out = usage["day"] // 7 % 2 == 1
    made_from, held_out = (features_of(usage[rows]) for rows in (~is_held_out, is_held_out))
    held_out = held_out.reindex(made_from.index)
    amounts = ["use_days", "total_calls", "longest_streak"]
    return made_from, held_out.assign(**held_out[amounts].fillna(0))


def cut(features: pd.DataFrame) -> np.ndarray:
    """Cut users into three groups, whether there are any or not."""
    scores = np.nan_to_num(normal_scores(features.to_numpy(dtype=float)))
    return KMeans(3, n_init=3, random_state=0).fit_predict(scores)


def shares_found(
    usage: pd.DataFrame, labels: pd.Series | None = None
) -> tuple[float, float, float, float]:
    """Return the share of adjusted p-values under 5 %: naive, held out, ours; ours for pairs."""
    features, (made_from, held_out) = features_of(usage), halves_of(usage)
    if labels is None:
        naive = compare_groups(features, cut(features), options=FEW_RESAMPLES)
        ours = compare_groups(held_out, cut(made_from), made_from, FEW_RESAMPLES)
    else:
        naive = compare_groups(features, labels.loc[features.index], options=FEW_RESAMPLES)
        ours = compare_groups(held_out, labels.loc[made_from.index], made_from, FEW_RESAMPLES)
    naive, of_all = (
        table[table["group_a"].isna()].dropna(subset="p_value") for table in (naive, ours)
    )
    of_pairs = ours[ours["group_a"].notna()].dropna(subset="p_value")
    return (
        (naive["p_value_adjusted"] < LEVEL).mean(),
        (holm(of_all["held_out_p_value"]) < LEVEL).mean(),
        (of_all["p_value_adjusted"] < LEVEL).mean(),
        (of_pairs["p_value_adjusted"] < LEVEL).mean(),
    )


def homogeneous_populations(populations: int) -> Iterator[tuple[str, tuple]]:
    """Test populations of one kind of user, of every simulator."""
    simulators: dict[str, Simulator] = {
        made.__name__: made
        for made in (all_alike, alike_on_weekdays, own_rate_and_volume, own_start, one_engagement)
    }
    simulators |= {"mostly_few_days": mostly_few_days}
    simulators |= {f"persona {name}": persona(name) for name in KINDS_OF_ONE}
    for name, simulator in simulators.items():
        for seed in range(populations):
            yield name, shares_found(usage_of(simulator, USERS[seed % len(USERS)], seed))


def planted_populations() -> Iterator[tuple[str, tuple]]:
    """Test the planted personas of every type of the sample's scenarios."""
    for scenario in SCENARIOS:
        rows, truth = make_usage(scenario, 1)
        day = (rows["dt"] - pd.Timestamp(FIRST_DAY)).dt.days
        rows = rows.assign(day=day, calls=rows["api_count"].astype(float))
        for api_type, usage in rows.groupby("type"):
            kinds = truth[truth["api_type"] == api_type].set_index("user_id")["persona"]
            codes = pd.factorize(kinds.where(kinds != "no_pattern"))[0]
            yield f"{scenario} {api_type}", shares_found(usage, pd.Series(codes, kinds.index))


def report(title: str, results: Iterator[tuple[str, tuple]]) -> None:
    """Write a table with the mean of each kind and of all."""
    columns = ["naive", "held out", "ours", "ours, pairs"]
    table = pd.DataFrame([(name, *shares) for name, shares in results], columns=["kind", *columns])
    means = table.groupby("kind", sort=False)[columns].mean()
    means.insert(0, "populations", table.groupby("kind", sort=False).size())
    means.loc["all"] = [len(table), *table[columns].mean()]
    sys.stdout.write(f"{title}\n\n{means.round(3).to_string()}\n\n")


if __name__ == "__main__":
    per_kind = int(sys.argv[1]) if len(sys.argv) > 1 else POPULATIONS
    heading = "share of adjusted p < 0.05"
    report(f"Users of one kind, cut into three: {heading}", homogeneous_populations(per_kind))
    report(f"Planted personas: {heading}", planted_populations())
