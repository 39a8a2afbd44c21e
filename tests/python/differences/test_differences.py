"""Differences between groups: against scipy, against hand-made cases, and where there are none."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from sklearn.cluster import KMeans
from usage_groups.differences import effect_sizes, null_populations
from usage_groups.differences.comparison import COLUMNS, Options, compare_groups, recognise_groups
from usage_groups.differences.rank_tests import holm, mann_whitney

FEW = Options(resamples=50, draws=50)
NAMES = ["days", "calls", "span", "share"]


def frame(values: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(values, columns=NAMES[: values.shape[1]])


def tied_users(seed: int, count: int = 90) -> tuple[pd.DataFrame, np.ndarray]:
    """Three unequal groups, features with ties, with gaps, and one that is always the same."""
    generator = np.random.default_rng(seed)
    labels = generator.choice([0, 2, 5], count, p=[0.6, 0.3, 0.1])
    values = generator.poisson(3, (count, 4)) + labels[:, None] * [0.0, 0.5, 1.0, 0.0]
    values[generator.random(count) < 0.3, 1] = np.nan
    values[:, 3] = 7
    return frame(values), labels


def planted_users(
    seed: int, count: int, gap: float
) -> tuple[pd.DataFrame, pd.DataFrame, np.ndarray]:
    """Users of three kinds, whose halves share nothing but the kind."""
    generator = np.random.default_rng(seed)
    labels = np.arange(count) % 3
    centres = gap * np.array([[0, 0, 0, 0], [1, 0, 1, 0], [0, 1, 1, 0]])[labels]
    made_from, held_out = (frame(centres + generator.normal(size=(count, 4))) for _ in range(2))
    return made_from, held_out, labels


def cut(features: pd.DataFrame) -> np.ndarray:
    return KMeans(3, n_init=2, random_state=0).fit_predict(features)


@pytest.mark.parametrize("seed", range(3))
def test_statistics_are_those_of_scipy(seed):
    features, labels = tied_users(seed)
    table = compare_groups(features, labels, options=FEW).set_index(
        ["feature", "group_a", "group_b"]
    )
    assert len(table) == 4 * (1 + 3)
    for name in NAMES[:3]:
        groups = {group: features[name][labels == group].dropna() for group in (0, 2, 5)}
        row = table.loc[name].reset_index().iloc[0]
        expected = stats.kruskal(*groups.values())
        assert (row["statistic"], row["held_out_p_value"]) == pytest.approx(tuple(expected))
        # R's rstatix and effectsize: H (n + 1) / (n² - 1).
        size = sum(map(len, groups.values()))
        assert row["effect_size"] == pytest.approx(row["statistic"] * (size + 1) / (size**2 - 1))
        for one, other in [(0, 2), (0, 5), (2, 5)]:
            row = table.loc[name, one, other]
            expected = stats.mannwhitneyu(groups[one], groups[other])
            assert (row["statistic"], row["p_value"]) == pytest.approx(tuple(expected))
            signs = np.sign(groups[one].to_numpy()[:, None] - groups[other].to_numpy())
            assert row["effect_size"] == pytest.approx(signs.mean())
    found = ["statistic", "p_value", "p_value_adjusted", "effect_size", "effect_size_low"]
    assert table.loc["share", found].isna().all(axis=None)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("decimals", [0, 1, 9])
def test_pairs_are_tested_as_scipy_does(seed, decimals):
    """Small groups and large ones, with ties and without."""
    generator = np.random.default_rng(seed)
    codes = np.repeat(range(5), [3, 8, 9, 40, 300])
    values = generator.normal(codes / 4).round(decimals)
    first, second = np.triu_indices(5, 1)
    statistics, p_values = mann_whitney(values, codes, first, second)
    for pair, groups in enumerate(zip(first, second, strict=True)):
        expected = stats.mannwhitneyu(*(values[codes == group] for group in groups))
        assert (statistics[pair], p_values[pair]) == pytest.approx(tuple(expected))


def test_holm_by_hand():
    assert holm([0.01, 0.04, 0.03, 0.005]).tolist() == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.9, 0.8]).tolist() == [1, 1]
    np.testing.assert_allclose(holm([np.nan, 0.02, 0.01]), [np.nan, 0.02, 0.02])
    assert holm([]).tolist() == []


def test_families_are_all_groups_and_pairs():
    made_from, held_out, labels = planted_users(1, 120, gap=1.0)
    table = compare_groups(held_out, labels, made_from, FEW)
    of_all, of_pairs = table[table["group_a"].isna()], table[table["group_a"].notna()]
    np.testing.assert_allclose(of_all["p_value_adjusted"], holm(of_all["p_value"]))
    floor = of_pairs["feature"].map(of_all.set_index("feature")["p_value_adjusted"])
    expected = np.maximum(holm(of_pairs["p_value"]), floor)
    np.testing.assert_allclose(of_pairs["p_value_adjusted"], expected)
    larger = of_all[["held_out_p_value", "continuum_p_value"]].max(axis=1)
    np.testing.assert_allclose(of_all["p_value"], larger)
    assert of_pairs["continuum_p_value"].isna().all()
    assert (of_pairs["p_value_adjusted"] > holm(of_pairs["p_value"]) + 1e-9).any()


@pytest.mark.parametrize("seed", range(3))
def test_effects_of_resamples_are_those_of_the_values(seed):
    features, labels = tied_users(seed)
    codes = np.searchsorted([0, 2, 5], labels)
    values = features["days"].to_numpy()
    draws = effect_sizes.resample_users(codes, 4, seed)
    sizes = np.bincount(codes)
    for group in range(3):
        assert (draws[codes == group].sum(axis=0) == sizes[group]).all()
    counts = effect_sizes.count_levels(values, codes, 3, draws)
    deltas, squareds = effect_sizes.cliffs_deltas(counts), effect_sizes.epsilon_squareds(counts)
    for resample in range(4):
        users = np.repeat(np.arange(len(codes)), draws[:, resample].astype(int))
        groups = [values[users][codes[users] == group] for group in range(3)]
        expected = stats.kruskal(*groups).statistic / (len(users) - 1)
        assert squareds[resample] == pytest.approx(expected)
        signs = np.sign(groups[2][:, None] - groups[0]).mean()
        assert deltas[resample, 2, 0] == pytest.approx(signs)


def test_many_values_are_binned_without_harm():
    generator = np.random.default_rng(0)
    codes = np.repeat([0, 1], 2000)
    values = generator.normal(codes * 0.5)
    counts = effect_sizes.count_levels(values, codes, 2, np.ones((4000, 1)))
    assert counts.shape[2] <= effect_sizes.MOST_LEVELS
    exact = 2 * stats.mannwhitneyu(values[codes == 1], values[codes == 0]).statistic / 4e6 - 1
    assert effect_sizes.cliffs_deltas(counts)[0, 1, 0] == pytest.approx(exact, abs=0.005)


def test_intervals_cover_the_truth():
    truth = 2 * stats.norm.cdf(0.8 / np.sqrt(2)) - 1
    codes = np.repeat([0, 1], 40)
    draws = effect_sizes.resample_users(codes, 200, 0)
    covered = 0
    for seed in range(200):
        values = np.random.default_rng(seed).normal(0.8 * codes)
        estimate = 2 * stats.mannwhitneyu(values[40:], values[:40]).statistic / 1600 - 1
        counts = effect_sizes.count_levels(values, codes, 2, draws)
        resampled = effect_sizes.cliffs_deltas(counts)[:, 1, :1]
        (low,), (high,) = effect_sizes.interval(np.array([estimate]), resampled, 0.95, least=-1)
        covered += low <= truth <= high
        assert low <= estimate <= high
    assert 0.90 <= covered / 200 <= 0.98


def test_the_order_of_rows_does_not_matter():
    made_from, held_out, labels = planted_users(2, 90, gap=1.0)
    held_out = held_out.round().where(held_out < 2)
    order = np.random.default_rng(0).permutation(len(labels))
    shuffled = compare_groups(held_out.iloc[order], labels[order], made_from.iloc[order], FEW)
    pd.testing.assert_frame_equal(shuffled, compare_groups(held_out, labels, made_from, FEW))


def test_planted_groups_differ_where_planted():
    made_from, held_out, labels = planted_users(3, 240, gap=4.0)
    table = compare_groups(held_out, labels, made_from, FEW)
    of_all = table[table["group_a"].isna()].set_index("feature")
    assert (of_all.loc[["days", "calls", "span"], "p_value_adjusted"] < 0.01).all()
    assert of_all.loc["share", "p_value_adjusted"] > 0.05
    pairs = table[table["feature"] == "days"].set_index(["group_a", "group_b"])
    assert pairs.loc[(0, 1), "effect_size"] < -0.9
    assert pairs.loc[(0, 2), "p_value_adjusted"] > 0.05


@pytest.mark.parametrize("persistence", [0.0, 0.9])
def test_cut_noise_and_cut_continua_are_not_found(persistence):
    """Ten populations without groups; the naive test finds them in nearly all features."""
    naive, held_out_only, ours = [], [], []
    for seed in range(10):
        generator = np.random.default_rng(seed)
        traits = generator.normal(size=(100, 4)) @ generator.normal(size=(4, 4))
        parts = [
            frame(np.exp(persistence * traits + generator.normal(size=(100, 4)))) for _ in range(2)
        ]
        labels = cut(np.log(parts[0]))
        options = Options(resamples=1, draws=50, seed=seed)
        tables = [
            compare_groups(parts[0], labels, options=options),
            compare_groups(parts[1], labels, options=options),
            compare_groups(parts[1], labels, parts[0], options),
        ]
        for found, table in zip((naive, held_out_only, ours), tables, strict=True):
            found.append((table["p_value_adjusted"] < 0.05).mean())
    assert np.mean(naive) > 0.5
    assert np.mean(ours) <= 0.05
    assert (np.mean(held_out_only) > 0.3) == (persistence > 0)


def test_recognition_uses_part_a_and_other_users_only():
    made_from, _, labels = planted_users(4, 150, gap=5.0)
    recognised = recognise_groups(made_from, labels)
    assert (recognised == labels).mean() > 0.95
    # A user whose published label disagrees with the odd half is told by the odd half.
    wrong = labels.copy()
    wrong[0] = (labels[0] + 1) % 3
    assert recognise_groups(made_from, wrong)[0] == labels[0]
    noise = np.random.default_rng(0).permutation(labels)
    assert abs((recognise_groups(made_from, noise) == noise).mean() - 1 / 3) < 0.15


def test_recognition_does_not_depend_on_the_order_of_rows():
    made_from, _, labels = planted_users(5, 60, gap=1.0)
    order = np.random.default_rng(0).permutation(60)
    shuffled = recognise_groups(made_from.iloc[order], labels[order])
    assert shuffled.tolist() == recognise_groups(made_from, labels)[order].tolist()


def test_drawn_continua_have_the_correlations_of_the_users():
    generator = np.random.default_rng(0)
    made_from = generator.normal(size=(400, 3)) @ generator.normal(size=(3, 3))
    scores = null_populations.normal_scores(made_from)
    codes = (scores[:, 0] > 0).astype(int)
    drawn = null_populations.draw_null_populations(scores, codes, 40, 0)
    np.testing.assert_allclose(drawn.positions.T @ drawn.positions / 400, np.eye(3), atol=1e-8)
    assert drawn.codes.mean() == pytest.approx(0.5, abs=0.05)
    # Held-out values that follow the first feature: its halves differ as the halves of a bell do.
    values = made_from[:, 0] + generator.normal(0, 0.5, 400)
    effects = null_populations.draw_effects(drawn, values, np.ones(400, dtype=bool), 0)
    observed = stats.kruskal(values[codes == 0], values[codes == 1]).statistic / 399
    assert effects.mean() == pytest.approx(observed, abs=0.06)
    assert 0.05 < null_populations.tail_above(observed, effects) < 0.95


@pytest.mark.parametrize("labels", [[-1] * 6, [0] * 6, [0, 0, 0, 0, 0, 1]])
def test_nothing_to_compare_is_an_empty_or_missing_answer(labels):
    features = frame(np.arange(12.0).reshape(6, 2))
    table = compare_groups(features, labels, features, FEW)
    assert list(table.columns) == list(COLUMNS)
    assert table["p_value"].isna().all()
    assert len(table) == (4 if labels[-1] == 1 else 0)


def test_groups_made_from_nothing_that_varies_are_still_compared():
    _, held_out, labels = planted_users(7, 60, gap=4.0)
    table = compare_groups(held_out, labels, held_out * 0, FEW)
    assert (table.loc[table["feature"] == "days", "held_out_p_value"] < 0.01).any()
    assert table["effect_size"].notna().all()


def test_outliers_are_left_out():
    made_from, held_out, labels = planted_users(6, 90, gap=1.0)
    labels[::10] = -1
    kept = labels >= 0
    expected = compare_groups(held_out[kept], labels[kept], made_from[kept], FEW)
    table = compare_groups(held_out, labels, made_from, FEW)
    exact = ["feature", "group_a", "group_b", "statistic", "held_out_p_value", "effect_size"]
    pd.testing.assert_frame_equal(table[exact], expected[exact])


def test_unequal_lengths_are_refused():
    features = frame(np.zeros((4, 2)))
    with pytest.raises(ValueError, match="3 labels do not fit features of 4 users"):
        compare_groups(features, [0, 1, 1])
