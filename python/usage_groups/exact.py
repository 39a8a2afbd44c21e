"""Numbers that come out with the same bits on every processor.

Libraries choose among kernels by what a processor can do, and kernels add in different orders,
fuse products into sums, and approximate logarithms differently: what follows differs in the last
bit, and the last bit decides ties. Here it cannot. Additions and multiplications of single numbers
are rounded in one way everywhere (IEEE 754), so functions are made of these alone; and numbers on
a grid have sums and products that need no rounding, so their order does not matter.
"""

from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

# Features are rounded to multiples of this, far below a difference that people would remark:
# sums of their squares over a hundred thousand users need no rounding.
GRID = 2.0**-14
MANTISSA = 53  # bits of a double
_LN2 = 0.6931471805599453
# In two parts: multiples of the first, which ends in zeros, are exact.
_LN2_HIGH, _LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
_SQRT_HALF = 0.7071067811865476
# Remez's polynomials of FreeBSD's msun (e_log.c, e_exp.c), within one unit in the last place.
_LOG_TERMS = (
    *(6.666666666666735130e-01, 3.999999999940941908e-01, 2.857142874366239149e-01),
    *(2.222219843214978396e-01, 1.818357216161805012e-01, 1.531383769920937332e-01),
    1.479819860511658591e-01,
)
_EXP_TERMS = (
    *(1.66666666666666019037e-01, -2.77777777770155933842e-03, 6.61375632143793436117e-05),
    *(-1.65339022054652515390e-06, 4.13813679705723846039e-08),
)
_LEAST_EXPONENT, _MOST_EXPONENT = -745.0, 709.0
# Of a double's own exponent, and the least power of two that leaves room for the mantissa.
_BIAS, _LEAST_POWER = 1023, -1000
# Stirling's series: Bernoulli numbers over 2n (2n - 1); from this argument on seven are enough.
_STIRLING_TERMS = (1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156)
_STIRLING_FROM = 10
_LEAST_TABLE = 13  # bits: of four thousand users in halves
_HALF_LOG_TWO_PI = 0.9189385332046727
# Numbers that stay in the processor's cache with all that is computed of them in between.
_BLOCK = 8_192


def on_grid(values: Floats, grid: float = GRID) -> Floats:
    """Round to multiples of a power of two, without negative zeros."""
    # In memory that is there: to find new one takes longer than to compute.
    rounded = np.asarray(values / grid)
    np.rint(rounded, out=rounded)
    rounded *= grid
    rounded += 0.0
    return rounded


def log(values: Floats | float) -> Floats:
    """Return natural logarithms of numbers above 0; of 0, minus infinity."""
    return log_product(np.asarray(values)[None])


@cache
def log_of(number: float) -> float:
    """Return the natural logarithm of one number that is asked again and again."""
    return float(log(number))


def log_product(factors: Floats) -> Floats:
    """Return natural logarithms of products along the first axis, which may overflow.

    Parameters
    ----------
    factors : ndarray of shape (n_factors, ...)
        At least 0, at most a thousand of them.

    Returns
    -------
    ndarray of shape (...)
    """
    return _in_blocks(_log_product, factors.reshape(len(factors), -1), factors.shape[1:])


def _log_product(factors: Floats) -> Floats:
    # In place where that is possible: to find new memory takes longer than to compute.
    mantissa, exponent = np.frexp(factors)
    if len(factors) > 1:
        mantissa, more = np.frexp(mantissa.prod(axis=0))
        exponent = exponent.sum(axis=0) + more
    else:
        mantissa, exponent = mantissa[0], exponent[0]
    is_low = mantissa < _SQRT_HALF
    exponent = np.subtract(exponent, is_low, dtype=float)
    if not mantissa.min(initial=1):
        exponent[mantissa == 0] = -np.inf
    fraction = 1.0 + is_low
    fraction *= mantissa
    fraction -= 1
    ratio = fraction + 2
    np.divide(fraction, ratio, out=ratio)
    half = 0.5 * fraction
    half *= fraction
    square = np.multiply(ratio, ratio, out=mantissa)
    rest = _polynomial(square, _LOG_TERMS)
    rest *= square
    rest += half
    rest *= ratio
    rest += np.multiply(exponent, _LN2_LOW, out=ratio)
    half -= rest
    half -= fraction
    exponent *= _LN2_HIGH
    exponent -= half
    return exponent


def exp(values: Floats | float) -> Floats:
    """Return e to the power of numbers, 0 where that is smaller than doubles can be."""
    return _in_blocks(_exp, np.ravel(values), np.shape(values))


def _in_blocks(
    function: Callable[[Floats], Floats], columns: Floats, shape: tuple[int, ...]
) -> Floats:
    """Call a function that has a number for each column, some thousands of columns at a time."""
    found = np.empty(columns.shape[-1])
    for start in range(0, len(found), _BLOCK):
        block = slice(start, start + _BLOCK)
        found[block] = function(columns[..., block])
    return found.reshape(shape)


def _exp(values: Floats) -> Floats:
    reduced = np.clip(values, _LEAST_EXPONENT, _MOST_EXPONENT)
    exponent = reduced / _LN2
    np.rint(exponent, out=exponent)
    powers = exponent.astype(np.int64)
    high = np.multiply(exponent, -_LN2_HIGH)
    high += reduced
    low = np.multiply(exponent, _LN2_LOW, out=exponent)
    np.subtract(high, low, out=reduced)
    square = reduced * reduced
    rest = _polynomial(square, _EXP_TERMS)
    rest *= square
    np.subtract(reduced, rest, out=rest)
    reduced *= rest
    np.subtract(2, rest, out=rest)
    reduced /= rest
    low -= reduced
    low -= high
    scaled = _scaled(np.subtract(1, low, out=low), powers)
    if values.min(initial=0) < _LEAST_EXPONENT:
        scaled[values < _LEAST_EXPONENT] = 0
    return scaled


def _scaled(mantissa: Floats, exponent: Integers) -> Floats:
    """Multiply numbers of about 1 with powers of two, in place and ten times as fast as ldexp."""
    # The second factor brings what is too small for a normal number where it is rounded.
    mantissa *= _power_of_two(np.maximum(exponent, _LEAST_POWER))
    if exponent.min(initial=0) < _LEAST_POWER:
        mantissa *= _power_of_two(np.minimum(exponent - _LEAST_POWER, 0))
    return mantissa


def _power_of_two(exponent: Integers) -> Floats:
    """Return powers of two that are normal numbers, in the memory of the exponents."""
    exponent += _BIAS
    exponent <<= MANTISSA - 1
    return exponent.view(np.float64)


def _polynomial(values: Floats, terms: tuple[float, ...]) -> Floats:
    total = values * terms[-1]
    for term in terms[-2:0:-1]:
        total += term
        total *= values
    total += terms[0]
    return total


def log_gamma(doubled: Floats | float) -> Floats:
    """Return logarithms of the gamma function of halves of whole numbers from 1 on.

    Parameters
    ----------
    doubled : ndarray of whole numbers
        Twice what the function is asked of.

    Returns
    -------
    ndarray
        Of the same shape.
    """
    places = np.asarray(doubled).astype(int)
    most = int(places.max(initial=0)).bit_length()
    return _log_gamma_table(max(most, _LEAST_TABLE))[places]


@cache
def _log_gamma_table(bits: int) -> Floats:
    """Tabulate log gamma at 0, 1/2, 1, ... below so many bits."""
    values = np.arange(1, 2**bits) / 2
    # Gamma of a number and of the number plus ten differ by a product of ten factors.
    factors = np.ones_like(values)
    for step in range(_STIRLING_FROM):
        factors *= values + step
    large = values + _STIRLING_FROM
    inverse = 1 / large
    series = inverse * _polynomial(inverse * inverse, _STIRLING_TERMS)
    stirling = (large - 0.5) * log(large) - large + _HALF_LOG_TWO_PI + series
    return np.append(np.inf, stirling - log(factors))


def log_sum_exp(values: Floats) -> Floats:
    """Return the logarithms of the sums of e to the power of each row's numbers.

    Parameters
    ----------
    values : ndarray of shape (n_rows, n_columns)
        At least one of each row is finite.

    Returns
    -------
    ndarray of shape (n_rows,)
    """
    highest = values.max(axis=1)
    return highest + log(exp(values - highest[:, None]).sum(axis=1))
