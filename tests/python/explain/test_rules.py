"""Every predicate is run in DuckDB, which has to agree with what the table claims of it."""

import math
import re

import duckdb
import numpy as np
import pandas as pd
import pytest
from usage_groups.explain import predicates, prim
from usage_groups.explain.prim import Bound
from usage_groups.explain.rules import describe_groups
from usage_groups.sql import sql_bare_name


def separated_users(seed: int, count: int = 400) -> tuple[pd.DataFrame, np.ndarray]:
    """Four kinds of users in the columns that analysts see, and a few outliers."""
    generator = np.random.default_rng(seed)
    kind = generator.choice(4, count, p=[0.5, 0.3, 0.15, 0.05])
    days = np.array([1, 5, 30, 60])[kind] + generator.integers(0, 1 + 2 * kind)
    calls = np.exp(np.array([1.0, 2.5, 4.0, 9.0])[kind] + generator.normal(0, 0.7, count))
    weekend = np.where(kind == 2, 0.0, generator.uniform(0.1, 0.5, count))
    spread = np.where(days > 1, generator.uniform(0, 2, count), np.nan)
    features = pd.DataFrame(
        {
            "use_days": days,
            "weekend_share": weekend,
            "log spread": spread,
            "calls": np.ceil(calls),
            "is_new": generator.random(count) < 0.5,
            "order": generator.normal(0, 1, count),
        }
    )
    features.loc[: count // 50, ["order", "weekend_share"]] = generator.normal(5, 3, 2)
    labels = np.where(generator.random(count) < 0.02, -1, kind)
    return features, labels


def noisy_users(seed: int) -> tuple[pd.DataFrame, np.ndarray]:
    """Groups that no box describes well, in columns with gaps and of every type."""
    generator = np.random.default_rng(seed)
    features, labels = separated_users(seed, 250)
    features["flag"] = features.pop("is_new").astype("boolean")
    features.loc[generator.random(250) < 0.2, "flag"] = pd.NA
    features["tiny"] = generator.normal(0, 1e-9, 250)
    features["days_left"] = pd.array(generator.integers(-9, 9, 250), dtype="Int32")
    features.loc[generator.random(250) < 0.3, ["tiny", "days_left", "weekend_share"]] = pd.NA
    return features, np.where(generator.random(250) < 0.4, generator.permutation(labels), labels)


def count_in_duckdb(features: pd.DataFrame, labels: np.ndarray, rule: pd.Series) -> tuple:
    """Precision and recall of a predicate as a database counts them."""
    with duckdb.connect() as connection:
        connection.register("users", features.assign(label=labels))
        query = f"""
            select
                sum((label = {rule.group_id})::int) / count(*),
                sum((label = {rule.group_id})::int)
                    / (select count(*) from users where label = {rule.group_id})
            from users
            where {rule.rule_sql}
        """
        return connection.execute(query).fetchone()


@pytest.mark.parametrize("make", [separated_users, noisy_users])
@pytest.mark.parametrize("seed", range(2))
def test_duckdb_counts_what_the_table_claims(make, seed):
    features, labels = make(seed)
    rules = describe_groups(features, labels)
    assert rules["group_id"].tolist() == [0, 1, 2, 3]
    for rule in rules.itertuples():
        counted = count_in_duckdb(features, labels, rule)
        assert counted == pytest.approx((rule.precision, rule.recall), abs=1e-12)
        assert len(rule.rule_sql.split(" and ")) <= 4


@pytest.mark.parametrize("seed", range(2))
def test_separated_groups_are_found_by_users_not_seen(seed):
    features, labels = separated_users(seed)
    rules = describe_groups(features, labels)
    shares = np.bincount(labels[labels >= 0]) / (labels >= 0).sum()
    assert shares @ rules["cv_precision"] >= 0.95
    assert shares @ rules["cv_recall"] >= 0.95
    assert rules["rule_sql"].str.split(" and ").str.len().max() <= 2


def test_labels_without_meaning_are_not_predicted():
    features, labels = separated_users(1)
    shuffled = np.random.default_rng(0).permutation(labels)
    rules = describe_groups(features, shuffled)
    rare = rules[rules["group_id"] == 3].iloc[0]
    assert rare["cv_precision"] < 0.3
    assert rare["precision"] > rare["cv_precision"]


def test_the_order_of_rows_does_not_matter():
    features, labels = noisy_users(3)
    order = np.random.default_rng(1).permutation(len(labels))
    expected = describe_groups(features, labels)
    pd.testing.assert_frame_equal(describe_groups(features.iloc[order], labels[order]), expected)


def test_one_group_of_everyone_is_true():
    features, _ = separated_users(0)
    rules = describe_groups(features, np.zeros(len(features), dtype=int))
    assert rules.iloc[0, 1:4].tolist() == ["true", 1.0, 1.0]
    assert describe_groups(features, np.full(len(features), -1)).empty


def test_missing_values_never_match():
    features = pd.DataFrame({"spread": [0.1, 0.2, 0.3, 1.1, 1.2, np.nan, 1.3, 1.4]})
    labels = np.array([0, 0, 0, 1, 1, 1, 1, 1])
    rules = describe_groups(features, labels, folds=2)
    assert rules["rule_sql"].tolist() == ["spread < 0.7", "spread >= 0.7"]
    assert rules["recall"].tolist() == [1.0, 0.8]
    assert rules["precision"].tolist() == [1.0, 1.0]


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        ([1, 1, 2], [5, 6, 9], ["use_days <= 2", "use_days >= 3"]),
        ([1, 1, 1], [2, 3, 4], ["use_days = 1", "use_days >= 2"]),
        ([98, 99], [100, 130], ["use_days < 100", "use_days >= 100"]),
        ([0.11, 0.12], [0.1301, 0.2], ["use_days < 0.13", "use_days >= 0.13"]),
        ([-4, -2.5], [3, 4], ["use_days < 0", "use_days >= 0"]),
        ([False, False], [True, True], ["not use_days", "use_days"]),
        ([1e9, 2e9 + 1], [7e9, 8e9], ["use_days < 5000000000", "use_days >= 5000000000"]),
    ],
)
def test_thresholds_are_round_and_suit_the_column(low, high, expected):
    features = pd.DataFrame({"use_days": low * 3 + high * 3})
    labels = np.repeat([0, 1], [len(low) * 3, len(high) * 3])
    assert describe_groups(features, labels)["rule_sql"].tolist() == expected


def test_rounding_may_cost_next_to_nothing():
    generator = np.random.default_rng(0)
    values = generator.normal(100, 15, 3000)[:, None]
    is_member = values[:, 0] >= 103.21987
    rule = (Bound(0, is_lower=True, threshold=103.21987),)
    (short,) = predicates.shorten_box(rule, values, is_member)
    task = prim.Task.of(values, is_member)
    assert task.score(rule) == 1
    assert task.score((short,)) >= 1 - predicates.ROUNDING_LOSS
    assert len(f"{short.threshold:.10g}") <= 5


def test_bounds_without_effect_are_dropped():
    values = np.array([[1.0, 5.0], [2.0, 6.0], [3.0, 7.0]])
    rule = (Bound(0, is_lower=True, threshold=1.5), Bound(1, is_lower=True, threshold=5.5))
    short = predicates.shorten_box(rule, values, np.array([False, True, True]))
    assert [bound.column for bound in short] == [1]


def test_a_middle_is_bounded_on_both_sides():
    values = np.arange(60.0)[:, None]
    rule = prim.find_box(values, (values[:, 0] >= 20) & (values[:, 0] < 40), 4)
    assert {bound.is_lower for bound in rule} == {True, False}
    assert prim.matching_rows(values, rule).nonzero()[0].tolist() == list(range(20, 40))
    assert len(prim.find_box(values, (values[:, 0] >= 20) & (values[:, 0] < 40), 1)) == 1


@pytest.mark.parametrize("seed", range(4))
def test_cuts_are_the_best_of_all_bounds(seed):
    generator = np.random.default_rng(seed)
    values = np.column_stack(
        [
            generator.integers(0, 5, 60),
            generator.normal(0, 1, 60),
            np.where(generator.random(60) < 0.4, np.nan, generator.normal(0, 1, 60)),
            np.ones(60),
        ]
    )
    task = prim.Task.of(values, generator.random(60) < 0.3)
    for box in (
        (),
        (Bound(1, is_lower=True, threshold=-0.3), Bound(0, is_lower=False, threshold=4.0)),
    ):
        cuts = prim.find_cuts(task, box)
        inside = prim.matching_rows(values, box)
        for column in range(values.shape[1]):
            ends = np.unique(values[inside, column])
            for side in (0, 1):
                tried = [
                    task.score((*box, Bound(column, side == 0, end)))
                    for end in ends[~np.isnan(ends)][1:]
                ]
                assert cuts.scores[column, side] == max(tried, default=-1)
                if tried:
                    found = cuts.with_bound(2 * column + side)
                    assert task.score(found) == cuts.scores[column, side]
                    worth = task.score(found) - prim.LEAST_GAIN * len(found)
                    assert cuts.worths()[column, side] == worth


def test_names_are_quoted_where_needed():
    assert sql_bare_name("use_days") == "use_days"
    assert sql_bare_name("log spread") == '"log spread"'
    assert sql_bare_name('a"b') == '"a""b"'
    assert sql_bare_name("1st") == '"1st"'
    with duckdb.connect() as connection:
        words = connection.execute("select keyword_name from duckdb_keywords()").fetchall()
        for (word,) in words:
            name = sql_bare_name(word)
            rows = f'(select 1 as "{word}") where {name} >= 1 and not {name} = 0'
            assert connection.execute(f"select count(*) from {rows}").fetchone() == (1,), word


@pytest.mark.parametrize("seed", range(3))
def test_numbers_mean_the_same_to_duckdb(seed):
    generator = np.random.default_rng(seed)
    numbers = generator.normal(0, 1, 200) * 10.0 ** generator.integers(-25, 25, 200)
    with duckdb.connect() as connection:
        for number in [0.0, -0.5, 1e15, 1e-15, *numbers]:
            text = predicates._number(number)  # noqa: SLF001
            same = f"select count(*) from (select ?::double as x) where x >= {text} and x <= {text}"
            assert connection.execute(same, [number]).fetchone() == (1,), text


@pytest.mark.parametrize(
    ("features", "options", "said"),
    [
        (
            {"day": pd.to_datetime(["2021-08-13", "2021-08-14"])},
            {},
            "neither number nor boolean: day",
        ),
        ({"calls": [1.0, math.inf]}, {}, "finite"),
        ({"calls": [1.0]}, {}, "1 rows"),
        ({"calls": [1.0, 2.0]}, {"max_conditions": 0}, "at least 1 condition"),
        ({"calls": [1.0, 2.0]}, {"folds": 1}, "2 folds"),
    ],
)
def test_unfit_arguments_are_refused(features, options, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        describe_groups(pd.DataFrame(features), [0, 1], **options)
