"""The permutation test, which ends as soon as it is decided."""

import numpy as np
import pytest
from usage_groups.search.permutation_test import beats_null


def asked_of(gain, null_gains):
    """Test a gain, and count the permutations that were made for it."""
    made = []
    nulls = (made.append(null) or null for null in null_gains)
    answer = beats_null(gain, nulls, 4.0, 0.7)
    return answer, len(made)


@pytest.mark.parametrize(
    ("gain", "null_gains", "answer"),
    [
        pytest.param(0.69, [0.1] * 7, (False, 0), id="too small in itself"),
        pytest.param(0.9, [0.1, 1.0, *[0.1] * 5], (False, 2), id="one permutation gains more"),
        pytest.param(3.0, [0.4, 0.5, 0.6, 9.0], (True, 3), id="twice what is asked of it"),
        pytest.param(1.39, [0.0] * 7, (True, 7), id="less than twice the least gain"),
        pytest.param(
            1.7, [0.4, 0.5, 0.6, *[0.5] * 4], (True, 4), id="twice the mark after one more"
        ),
        pytest.param(1.5, [0.5, 0.6, 0.5, 0.6, 2.0], (False, 5), id="the last one gains more"),
        pytest.param(1.2, [0.2, 0.8, *[0.5] * 5], (True, 7), id="beyond their mean"),
        pytest.param(1.0, [0.2, 0.8, *[0.5] * 5], (False, 7), id="not clearly beyond it"),
    ],
)
def test_permutations_are_made_until_it_is_decided(gain, null_gains, answer):
    assert asked_of(gain, null_gains) == answer


def test_a_gain_at_the_mark_is_not_beyond_it():
    nulls = [0.5, 0.7, 0.9]
    mark = np.mean(nulls) + 4 * np.std(nulls, ddof=1)
    assert asked_of(mark, nulls) == (False, 3)
    assert asked_of(np.nextafter(mark, 2), nulls) == (True, 3)
