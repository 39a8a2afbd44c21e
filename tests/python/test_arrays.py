"""Distinct rows, and numbers of groups, against NumPy's own way."""

import numpy as np
import pytest
from usage_groups.arrays import distinct_rows, in_order, renumber


@pytest.mark.parametrize("is_sorted", [False, True])
@pytest.mark.parametrize("rows", [1, 2, 200])
def test_distinct_rows_are_those_of_numpy(rows, is_sorted):
    matrix = np.random.default_rng(rows).integers(0, 3, (rows, 4)).astype(float)
    if is_sorted:
        matrix = np.sort(matrix.view("f8,f8,f8,f8"), axis=0).view(float)
    expected, places = np.unique(matrix, axis=0, return_inverse=True)
    first, inverse, counts = distinct_rows(matrix)
    assert (matrix[first] == expected).all()
    assert inverse.tolist() == places.ravel().tolist()
    assert counts.tolist() == np.bincount(places.ravel()).tolist()


def test_groups_are_numbered_without_holes():
    labels = np.array([4, -1, 2, 4, 7])
    assert renumber(labels).tolist() == [1, -1, 0, 1, 2]
    assert in_order(labels).tolist() == [0, -1, 1, 0, 2]
