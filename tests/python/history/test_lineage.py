"""Groups keep their numbers through a search."""

import numpy as np
import pytest
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
