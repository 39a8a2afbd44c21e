"""The digits that are published of what Python has computed."""

import numpy as np
import pandas as pd

from usage_groups.exact import Floats

# Those behind them may come from a library.
DIGITS = 10
_FARTHEST = 300
_POWERS = np.array([float(f"1e{power}") for power in range(-_FARTHEST, _FARTHEST + 1)])


def published(found: object) -> object:
    """Round the numbers of frames and arrays, also in tuples, to the digits that are published."""
    if isinstance(found, tuple):
        return tuple(published(part) for part in found)
    if isinstance(found, pd.DataFrame):
        numbers = found.select_dtypes("float64")
        return found.assign(**{name: significant(numbers[name].to_numpy()) for name in numbers})
    is_numbers = isinstance(found, np.ndarray) and found.dtype == np.float64
    return significant(found) if is_numbers else found


def significant(values: Floats) -> Floats:
    """Round to so many significant digits as are published."""
    places = np.searchsorted(_POWERS, np.abs(values), side="right") - _FARTHEST
    scales = _POWERS[np.clip(DIGITS - places, -_FARTHEST, _FARTHEST) + _FARTHEST]
    scaled = values * scales
    return np.where(np.isfinite(scaled), np.rint(scaled) / scales, values)
