"""Shapes of weekly series: distances against the textbooks, groups against planted shapes."""

from itertools import combinations
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest
from scipy.spatial.distance import cdist
from sklearn.metrics import adjusted_rand_score, silhouette_score
from usage_groups.measures import mean_silhouette
from usage_groups.shapes import elastic, fits, groups, medoids
from usage_groups.shapes import series as weekly
from usage_groups.shapes.model import TRIAL_COLUMNS, ShapeModel

SHAPES = ("steady", "growing", "fading", "burst", "alternating")


def textbook_msm(one, other, cost):
    """Follow the pseudocode of Stefan, Athitsos and Das (2013)."""

    def edit(new, before, opposite):
        if before <= new <= opposite or before >= new >= opposite:
            return cost
        return cost + min(abs(new - before), abs(new - opposite))

    costs = np.empty((len(one), len(other)))
    costs[0, 0] = abs(one[0] - other[0])
    for row in range(1, len(one)):
        costs[row, 0] = costs[row - 1, 0] + edit(one[row], one[row - 1], other[0])
    for column in range(1, len(other)):
        costs[0, column] = costs[0, column - 1] + edit(other[column], one[0], other[column - 1])
    for row in range(1, len(one)):
        for column in range(1, len(other)):
            costs[row, column] = min(
                costs[row - 1, column - 1] + abs(one[row] - other[column]),
                costs[row - 1, column] + edit(one[row], one[row - 1], other[column]),
                costs[row, column - 1] + edit(other[column], one[row], other[column - 1]),
            )
    return costs[-1, -1]


def textbook_twe(one, other, stiffness, penalty):
    """Follow the definition of Marteau (2009), with a value of 0 before the first week."""
    one, other = [0, *one], [0, *other]
    costs = np.full((len(one), len(other)), np.inf)
    costs[0, 0] = 0
    for row in range(1, len(one)):
        for column in range(1, len(other)):
            matched = abs(one[row] - other[column]) + abs(one[row - 1] - other[column - 1])
            costs[row, column] = min(
                costs[row - 1, column - 1] + matched + 2 * stiffness * abs(row - column),
                costs[row - 1, column] + abs(one[row] - one[row - 1]) + stiffness + penalty,
                costs[row, column - 1]
                + abs(other[column] - other[column - 1])
                + stiffness
                + penalty,
            )
    return costs[-1, -1]


DISTANCES = {
    "msm": (elastic.move_split_merge, textbook_msm, (0.1,)),
    "twe": (elastic.time_warp_edit, textbook_twe, (0.01, 0.1)),
    "euclidean": (elastic.euclidean, lambda one, other: np.linalg.norm(one - other), ()),
}


def random_series(seed: int, count: int, weeks: int = 12) -> np.ndarray:
    generator = np.random.default_rng(seed)
    return generator.random((count, weeks)) * (generator.random((count, weeks)) < 0.7)


def simulate(seed: int, kinds=SHAPES, count: int = 100, noise: float = 0.35):
    """Draw series of 9 to 17 weeks, of any volume, and say which shape each one has."""
    generator = np.random.default_rng(seed)
    rows, truth = [], []
    for user in range(count):
        kind, weeks = kinds[user % len(kinds)], int(generator.integers(9, 18))
        age, drop = np.linspace(0, 1, weeks), generator.uniform(1.3, 2)
        levels = {
            "steady": np.ones(weeks),
            "growing": 10 ** (-drop * (1 - age)),
            "fading": 10 ** (-drop * age),
            "burst": np.where(np.arange(weeks) // 2 == generator.integers(1, weeks // 2), 1, 0.01),
            "alternating": 1.0 - np.arange(weeks) % 2,
        }
        volume = 10 ** generator.uniform(2.3, 5)
        calls = np.rint(volume * levels[kind] * np.exp(noise * generator.normal(size=weeks)))
        rows.append(as_series(user, np.maximum(calls, levels[kind] > 0)))
        truth.append(kind)
    return pd.concat(rows, ignore_index=True), np.array(truth)


def as_series(user, calls, api_type="gnql") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "user_id": user,
            "api_type": api_type,
            "week_number": range(len(calls)),
            "week_count": len(calls),
            "weekly_calls": np.asarray(calls, dtype=float),
        }
    )


def tabulate(frame: pd.DataFrame) -> weekly.WeeklySeries:
    weeks = frame.sort_values(["api_type", "user_id"], kind="stable")
    columns = weeks[["week_number", "week_count", "weekly_calls"]]
    return weekly.tabulate_series(*(columns[name].to_numpy() for name in columns))


class Groups(NamedTuple):
    """Who is in which group, and what was tried."""

    groups: pd.DataFrame
    trials: pd.DataFrame
    model: ShapeModel


def group_shapes(frame: pd.DataFrame, **options) -> Groups:
    """Group, and say whose group it is."""
    pairs = frame.groupby(["api_type", "user_id"]).size().index.to_frame(index=False)
    series = tabulate(frame)
    found = groups.group_shapes(series, **options)
    return Groups(pairs.join(found.model.assign(series)), found.trials, found.model)


@pytest.mark.parametrize("name", DISTANCES)
def test_distances_equal_the_textbook(name):
    vectorised, textbook, prices = DISTANCES[name]
    first, second = random_series(1, 60), random_series(2, 60)
    expected = [textbook(*pair, *prices) for pair in zip(first, second, strict=True)]
    np.testing.assert_allclose(vectorised(first, second, *prices), expected, atol=1e-12)
    weeks = np.random.default_rng(3).integers(1, 13, 60)
    expected = [
        textbook(one[:length], other[:length], *prices)
        for one, other, length in zip(first, second, weeks, strict=True)
    ]
    np.testing.assert_allclose(
        vectorised(first, second, *prices, weeks=weeks), expected, atol=1e-12
    )


@pytest.mark.parametrize("name", DISTANCES)
def test_distances_are_metrics(name):
    vectorised, _, prices = DISTANCES[name]
    one, two, three = (random_series(seed, 400, 9) for seed in (4, 5, 6))
    assert (vectorised(one, one, *prices) == 0).all()
    assert (vectorised(one, two, *prices) > 0).all()
    np.testing.assert_allclose(vectorised(one, two, *prices), vectorised(two, one, *prices))
    around = vectorised(one, two, *prices) + vectorised(two, three, *prices)
    assert (vectorised(one, three, *prices) <= around + 1e-12).all()


def test_stretching_keeps_means_and_repeats_weeks():
    values = np.array([[1, 0, 0, 0.0], [0.2, 0.4, 0.6, 0.8]])
    stretched = weekly.stretch(values, np.array([2, 4]), 4)
    np.testing.assert_allclose(stretched, [[1, 1, 0, 0], [0.2, 0.4, 0.6, 0.8]])
    np.testing.assert_allclose(
        weekly.stretch(values, np.array([3, 4]), 17).mean(axis=1), [1 / 3, 0.5]
    )


def test_scaling_forgets_the_volume_and_bridges_single_weeks():
    calls = [100, 0, 1, 0, 0, 10]
    frame = pd.concat([as_series(1, calls), as_series(2, np.multiply(calls, 50))])
    table = tabulate(frame)
    kept = [1, 0, 0, 0, 0, 0.5]
    np.testing.assert_array_equal(weekly.scale_calls(table), [kept, kept])
    bridged = [1, 0.5, 0, 0, 0, 0.5]
    np.testing.assert_array_equal(weekly.scale_calls(table, "bridged"), [bridged, bridged])


def test_no_swap_of_medoids_helps_and_few_sets_are_better():
    points = np.random.default_rng(7).random((14, 2))
    weights = np.random.default_rng(8).integers(1, 5, 14).astype(float)
    distances = cdist(points, points)

    def total(chosen):
        return weights @ distances[:, list(chosen)].min(axis=1)

    for fit in medoids.fit_medoids(distances, weights, 4):
        assert len(set(fit)) == len(fit)
        swaps = [
            [*fit[:place], point, *fit[place + 1 :]]
            for place in range(len(fit))
            for point in range(14)
        ]
        assert total(fit) <= min(map(total, swaps)) + 1e-9
        assert total(fit) <= 1.03 * min(map(total, combinations(range(14), len(fit))))


def test_weights_stand_for_equal_users():
    points = np.random.default_rng(9).random((30, 2))
    weights = np.random.default_rng(10).integers(1, 4, 30)
    labels = np.arange(30) % 3
    repeated = np.repeat(points, weights, axis=0)
    expected = silhouette_score(repeated, np.repeat(labels, weights))
    found = mean_silhouette(cdist(points, points), labels, weights.astype(float))
    assert found == pytest.approx(expected)


def test_agreement_follows_groups_through_their_numbers():
    labels = np.array([0, 0, 0, 0, 1, 1, -1])
    same, worse = np.array([1, 1, 1, 1, 0, 0, -1]), np.array([1, 1, 0, 0, 0, 0, 0])
    agreement = medoids.measure_agreement(labels, np.ones(7), [same, worse])
    np.testing.assert_allclose(agreement.jaccard, [(1 + 2 / 4) / 2, (1 + 2 / 5) / 2])
    np.testing.assert_allclose(agreement.confidence, [1, 1, 0.5, 0.5, 1, 1, 0.5])


@pytest.mark.parametrize("seed", range(3))
def test_planted_shapes_are_found(seed):
    series, truth = simulate(seed)
    found = group_shapes(series, resamples=10)
    groups = found.groups.sort_values("user_id")
    assert adjusted_rand_score(truth, groups["group_id"]) >= 0.9
    assert set(groups["kind"]) == {"shape"}
    assert groups["is_far"].mean() < 0.1
    assert groups["confidence"].between(0, 1).all()
    assert found.trials["is_selected"].sum() == 1
    assert list(found.trials) == TRIAL_COLUMNS


@pytest.mark.parametrize("kind", ["steady", "growing", "fading"])
@pytest.mark.parametrize("seed", [20, 21])
def test_one_kind_is_one_shape(kind, seed):
    series, _ = simulate(seed, [kind], 80)
    found = group_shapes(series, resamples=10)
    assert found.groups["group_id"].max() == 0
    assert found.groups["is_far"].mean() <= 0.05
    assert found.trials.loc[found.trials["is_selected"], "cluster_count"].tolist() == [1]


def test_random_use_is_one_shape():
    generator = np.random.default_rng(22)
    calls = generator.lognormal(3, 1, (90, 15)) * (generator.random((90, 15)) < 0.6)
    calls[:, 0] = 5
    series = pd.concat([as_series(user, row) for user, row in enumerate(calls)])
    assert group_shapes(series, resamples=10).groups["group_id"].max() == 0


def test_volume_and_empty_weeks_do_not_matter():
    series, _ = simulate(1, count=60)
    expected = group_shapes(series, resamples=5)
    changed = series[series["weekly_calls"] > 0]
    changed = changed.assign(weekly_calls=changed["weekly_calls"] * 64)
    found = group_shapes(changed, resamples=5)
    pd.testing.assert_frame_equal(found.groups, expected.groups)
    pd.testing.assert_frame_equal(found.trials, expected.trials)


def test_short_series_are_not_forced_into_a_shape():
    series, _ = simulate(2, count=60)
    short = {
        "new": [3, 4, 5],
        "two weeks, gap": [3, 0, 4, 0, 0],
        "silent too briefly": [3, 2, 0, 0, 0],
        "burst": [3, 2, 0, 0, 0, 0],
        "one day": [1, 0, 0, 0, 0],
    }
    extra = [as_series(name, calls) for name, calls in short.items()]
    together = group_shapes(pd.concat([series.astype({"user_id": str}), *extra]), resamples=5)
    by_user = together.groups.set_index("user_id")
    # So few bursts are no group of their own.
    assert (by_user.loc[list(short), "kind"] == "too short").all()
    assert len(set(by_user.loc[list(short), "group_id"])) == 1
    assert (by_user.loc[list(short), "confidence"] == 1).all()
    alone = group_shapes(series.astype({"user_id": str}), resamples=5)
    both = alone.groups.merge(together.groups, on=["user_id", "api_type"], suffixes=("", "_more"))
    assert adjusted_rand_score(both["group_id"], both["group_id_more"]) == 1
    few = group_shapes(pd.concat(extra))
    assert few.trials.empty
    assert set(few.groups["kind"]) == {"too short"}
    assert set(few.groups["group_id"]) == {0}
    alone = group_shapes(extra[0])
    assert alone.groups[["group_id", "kind"]].to_numpy().tolist() == [[0, "too short"]]


def test_groups_by_rule_are_groups_like_the_others():
    lengths = {"burst": 7, "new": 8, "shape": 3}
    calls = {"burst": [3, 2, 0, 0, 0, 0], "new": [3, 4, 5], "shape": [5, 4, 5, 6, 5]}
    series = pd.concat(
        as_series(f"{kind} {number}", calls[kind])
        for kind, count in lengths.items()
        for number in range(count)
    )
    found = group_shapes(series, resamples=2)
    numbers = found.groups.groupby("kind")["group_id"].agg(set)
    assert numbers.to_dict() == {"too short": {0}, "one burst": {1}, "shape": {2}}
    assert (found.groups["stability"] == 1).all()
    assert not found.groups["is_far"].any()


def test_groups_are_numbered_by_size():
    found = group_shapes(simulate(3, ("steady",) * 3 + ("growing",) * 2 + ("fading",))[0])
    sizes = found.groups["group_id"].value_counts().sort_index()
    assert sizes.is_monotonic_decreasing
    assert len(sizes) == 3
    assert list(found.model.users) == sizes.tolist()


def test_a_series_like_no_other_is_far_from_its_group():
    series, _ = simulate(4, ("steady", "growing"), 60)
    odd = as_series(1000, [1000, 0, 0, 0, 0, 0, 1000, 0, 0, 0, 0, 0, 1000, 0, 0, 0, 0])
    groups = group_shapes(pd.concat([series, odd])).groups.set_index("user_id")
    assert groups.loc[1000, ["is_far", "kind"]].tolist() == [True, "shape"]
    assert groups["is_far"].mean() < 0.1
    assert (groups["group_id"] >= 0).all()


def test_a_sample_gives_the_same_groups(monkeypatch):
    series, truth = simulate(5, count=150)
    monkeypatch.setattr(fits, "SAMPLE_CELLS", 17 * 60)
    groups = group_shapes(series, resamples=5).groups.sort_values("user_id")
    assert adjusted_rand_score(truth, groups["group_id"]) >= 0.85


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"week_number": [0, 2, 1]}, "order"),
        ({"week_number": [0, 1, 3]}, "outside"),
        ({"weekly_calls": [0, 1, 2]}, "first week"),
        ({"weekly_calls": [1, -1, 2]}, "at least 0"),
        ({"weekly_calls": [1, np.nan, 2]}, "at least 0"),
    ],
)
def test_wrong_series_are_refused(change, message):
    with pytest.raises(ValueError, match=message):
        group_shapes(as_series(1, [1, 2, 3]).assign(**change))


def test_no_series_give_no_groups():
    found = group_shapes(as_series("1", [1, 2, 3]).iloc[:0])
    assert found.groups.empty
    assert found.groups["kind"].dtype == "str"
    assert found.trials.empty
    assert not found.model.group_ids


def test_long_periods_are_seen_in_steps_of_several_weeks():
    weeks = 2 * weekly.MOST_STEPS + 1
    found = weekly.tabulate_series(
        np.array([0, 1, 4, weeks - 1, 0, 4]),
        np.array([weeks] * 4 + [5] * 2),
        np.array([3.0, 6.0, 9.0, 12.0, 3.0, 6.0]),
    )
    assert found.calls.shape == (2, 105)
    assert found.lengths.tolist() == [105, 2]
    # Means of three weeks, and of what there is of the last ones.
    assert found.calls[:, :2].tolist() == [[3.0, 3.0], [1.0, 3.0]]
    assert found.calls[0, -1] == 12 / (weeks - 3 * 104)


def test_memory_and_time_do_not_grow_with_the_square_of_the_weeks():
    weeks = 500_000
    numbers = np.tile([0, 10, weeks // 2, weeks - 1], 30)
    calls = np.tile([5.0, 50.0, 5.0, 1.0], 30)
    series = weekly.tabulate_series(numbers, np.full(len(numbers), weeks), calls)
    found = groups.group_shapes(series, resamples=1)
    assert len(found.model.assign(series)) == 30
