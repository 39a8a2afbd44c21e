"""Groups keep their numbers through a search."""

import duckdb
import numpy as np
import pandas as pd
import pytest
from rendering import rendered
from usage_groups.history.lineage import match_to_known

KNOWN = np.repeat([4, 1, 9], [50, 30, 20])


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        # The same groups in another order.
        (np.repeat([2, 0, 1], [50, 30, 20]), [1, 9, 4]),
        # One is cut in two: the larger part goes on under its number.
        (np.repeat([0, 1, 2, 3], [30, 20, 30, 20]), [4, 10, 1, 9]),
        # Two come together: the union goes on under the larger one's.
        (np.repeat([0, 1], [50, 50]), [4, 1]),
        # A few users move.
        (np.repeat([0, 1, 2], [45, 33, 22]), [4, 1, 9]),
    ],
)
def test_a_group_goes_on_where_half_of_its_users_do(labels, expected):
    ids, next_id = match_to_known(labels, KNOWN, 10)
    assert ids.tolist() == expected
    assert next_id == 10 + sum(number >= 10 for number in expected)


def test_numbers_are_never_used_again():
    """Groups that have nothing in common with those before get new numbers."""
    random = np.random.default_rng(0)
    known = np.repeat([0, 1, 2, 3], 25)
    ids, next_id = match_to_known(random.permutation(np.repeat([0, 1, 2, 3], 25)), known, 7)
    assert ids.tolist() == [7, 8, 9, 10]
    assert next_id == 11


def test_without_known_groups_numbers_start_where_they_may():
    ids, next_id = match_to_known(np.repeat([0, 1], 5), np.full(10, -1), 0)
    assert (ids.tolist(), next_id) == ([0, 1], 2)


def test_users_without_a_known_group_do_not_matter():
    known = np.append(KNOWN, np.full(40, -1))
    ids, _ = match_to_known(
        np.append(np.repeat([0, 1, 2], [50, 30, 20]), np.full(40, 3)), known, 10
    )
    assert ids.tolist() == [4, 1, 9, 10]


DRAWS = 200
NOISE = 0.08


def planted(random, kind):
    """Draw four groups of 30 to 120 users; one is cut in two, two come together, or neither.

    Returns the groups known before, those found (each user's), and what became of them.
    """
    sizes = random.integers(30, 120, 4)
    known = np.repeat(range(4), sizes)
    labels, told = known.copy(), {(group, group): "survived" for group in range(4)}
    if kind == "split":
        own = np.flatnonzero(known == 0)
        labels[random.permutation(own)[: round(len(own) * random.uniform(0.35, 0.65))]] = 4
        told |= {(0, 0): "split", (0, 4): "split"}
    elif kind == "merged":
        known = np.repeat(
            range(4), [sizes[0], round(sizes[0] * random.uniform(0.5, 1)), *sizes[2:]]
        )
        labels = np.maximum(known - 1, 0)
        told = {(0, 0): "merged", (1, 0): "merged", (2, 1): "survived", (3, 2): "survived"}
    strays = random.random(len(labels)) < NOISE
    labels[strays] = random.choice(np.unique(labels), strays.sum())
    return known, labels, told


def tales(draws):
    """Tell by the SQL models what became of each group of each draw."""
    frames, numbers = [], []
    for draw, (known, labels, _) in enumerate(draws):
        ids, _ = match_to_known(labels, known, known.max() + 1)
        numbers.append(ids)
        places = {"part_key": str(draw), "series_id": range(len(known))}
        frames.append(pd.DataFrame(places | {"known": known, "found": ids[labels]}))
    users = pd.concat(frames)
    tables = {
        "int_stored_labels": "select part_key, series_id, known as group_id from users",
        "int_group_labels_scored": "select part_key, series_id, found as group_id from users",
        "int_shape_labels": "select part_key, 0 as group_id, 0 as stored_id from users where false",
        "int_group_models": "select distinct part_key, true as is_new, 'replaced' as outcome, "
        "'user_api' as grouping, part_key as api_type, current_date as searched_on, "
        "2 as model_version from users",
        "int_group_overlaps": rendered("search/int_group_overlaps.sql"),
        "told": rendered("search/int_group_lineage.sql"),
    }
    with duckdb.connect() as connection:
        connection.register("users", users)
        for table, query in tables.items():
            connection.execute(f"create table {table} as {query}")
        told = connection.execute(
            "select cast(api_type as integer), from_key, to_key, event from told"
        ).fetchall()
    found = [{} for _ in draws]
    for draw, start, end, event in told:
        found[draw][start, end] = event
    return numbers, found


@pytest.mark.parametrize("kind", ["split", "merged", "survived"])
def test_what_became_of_groups_is_told(kind):
    """As planted in 95 of 100 draws, where one user in twelve went anywhere."""
    random = np.random.default_rng(1)
    draws = [planted(random, kind) for _ in range(DRAWS)]
    right = 0
    for draw, (_, _, expected), ids, told in zip(range(DRAWS), draws, *tales(draws), strict=True):
        keys = {
            (f"{draw}-{start}", f"{draw}-{ids[end]}"): event
            for (start, end), event in expected.items()
        }
        right += told == keys
    assert right >= 0.95 * DRAWS
