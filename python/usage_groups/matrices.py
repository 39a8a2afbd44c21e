"""Products and factors of matrices that come out with the same bits on every processor.

See `usage_groups.exact`: factors are rounded so far that no sum needs rounding, and the rest is
made of single operations.
"""

import numpy as np

from usage_groups.exact import MANTISSA, Floats, on_grid

# Share of a variance that is left where a column follows from others.
NEGLIGIBLE = 1e-6


def product(left: Floats, right: Floats) -> Floats:
    """Multiply matrices whose elements are first rounded so far that no sum needs rounding.

    Parameters
    ----------
    left : ndarray of shape (..., n_rows, n_inner)
        Finite.
    right : ndarray of shape (..., n_inner, n_columns)
        Finite.

    Returns
    -------
    ndarray of shape (..., n_rows, n_columns)
        Each factor keeps half of the bits that the sums leave: twenty and more of its largest
        element for thousands of terms.
    """
    bits = factor_bits(right.shape[-2])
    return shortened(left, bits) @ shortened(right, bits)


def factor_bits(terms: int) -> int:
    """Return how many bits of two factors may be left, so that no sum of products is rounded."""
    return (MANTISSA - int(terms).bit_length()) // 2


def shortened(values: Floats, bits: int) -> Floats:
    """Round to so many bits of the largest element."""
    largest = max(values.max(initial=0), -values.min(initial=0))
    return on_grid(values, np.ldexp(1.0, int(np.frexp(largest)[1]) - bits)) if largest else values


def cholesky(matrix: Floats) -> Floats:
    """Return lower triangular factors of positive semidefinite matrices, shape (..., n, n).

    A column is 0 where nothing but rounding is left of it: it follows from those before.
    """
    rest, factor = matrix.astype(float), np.zeros(matrix.shape)
    least = NEGLIGIBLE * np.diagonal(matrix, axis1=-2, axis2=-1)
    for column in range(matrix.shape[-1]):
        pivot = rest[..., column, column, None]
        is_left = pivot > least[..., column, None]
        root = np.sqrt(np.where(is_left, pivot, 1))
        factor[..., column:, column] = np.where(is_left, rest[..., column:, column] / root, 0)
        rest -= factor[..., column, None] * factor[..., None, :, column]
    return factor


def solve_lower(factor: Floats, columns: Floats) -> Floats:
    """Solve ``factor @ solved = columns``, shape (..., n, n_columns), for triangular factors."""
    solved = np.zeros(np.broadcast_shapes((*factor.shape[:-1], 1), columns.shape))
    for row in range(factor.shape[-1]):
        known = (factor[..., row, :row, None] * solved[..., :row, :]).sum(axis=-2)
        solved[..., row, :] = (columns[..., row, :] - known) / factor[..., row, row, None]
    return solved
