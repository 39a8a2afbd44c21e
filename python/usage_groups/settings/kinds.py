"""The kinds of values that vars take: each reads what YAML made of a value, or refuses it."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

SIZE = re.compile(r"([0-9]+(?:[.][0-9]+)?) ?([kmgt]i?b|%)", re.IGNORECASE)
WHOLE_NUMBER = re.compile(r"[0-9]{1,9}")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class Kind:
    """What a var takes.

    Attributes
    ----------
    expected : str
        Goes on a sentence that starts with ``which is not``.
    read : callable
        Turns a value into one that JSON and SQL can hold; raises ValueError for any other.
    """

    expected: str
    read: Callable[[object], object]


def _text(value: object) -> str:
    # YAML makes numbers and days of names that look so; of other types the spelling is lost.
    if isinstance(value, bool | float | datetime):
        raise TypeError
    if isinstance(value, int | date):
        return str(value)
    if not isinstance(value, str) or not value.strip() or "\0" in value:
        raise ValueError
    return value


def _day(value: object) -> str:
    text = _text(value).strip()
    if not DAY.fullmatch(text):
        raise ValueError
    return date.fromisoformat(text).isoformat()


def _yes_or_no(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise TypeError
    number = float(value)
    if not math.isfinite(number):
        raise ValueError
    return number


def _share(value: object) -> float:
    share = _number(value)
    if not 0 <= share <= 1:
        raise ValueError
    return share


def _size(value: object) -> str:
    match = SIZE.fullmatch(_text(value).strip())
    if not match:
        raise ValueError
    number, unit = match.groups()
    most = 100 if unit == "%" else math.inf
    if not 0 < float(number) <= most:
        raise ValueError
    return number + unit


def _window(value: object) -> int | str:
    if value == "whole":
        return "whole"
    digits = _text(value).strip()
    if not WHOLE_NUMBER.fullmatch(digits) or not int(digits) or int(digits) % 7:
        raise ValueError
    return int(digits)


def _texts(value: object) -> list[str]:
    texts = [_text(each) for each in value] if isinstance(value, list) else [_text(value)]
    if not texts:
        raise ValueError
    return texts


def _list(value: object) -> list[str]:
    if not isinstance(value, list):
        raise TypeError
    return [_text(each) for each in value]


DAY_KIND = Kind("a date like 2021-08-13", _day)
LIST = Kind("a list like ['null', 'n/a']", _list)
SHARE = Kind("a share from 0 to 1 like 0.01", _share)
SIZE_KIND = Kind("a size like 4GB or a share of the memory like 50%", _size)
TEXT = Kind("a text", _text)
TEXTS = Kind("a text or a list of texts like [one, two]", _texts)
WINDOW = Kind("whole weeks in days like 91, or whole", _window)
YES_OR_NO = Kind("true or false", _yes_or_no)


def whole_number(least: int) -> Kind:
    """Take whole numbers from ``least`` on, of at most nine digits."""

    def read(value: object) -> int:
        digits = _text(value).strip()
        if not WHOLE_NUMBER.fullmatch(digits) or int(digits) < least:
            raise ValueError
        return int(digits)

    return Kind(f"a whole number from {least} on", read)


def choice(*words: str) -> Kind:
    """Take one of some words."""

    def read(value: object) -> str:
        if value not in words:
            raise ValueError
        return str(value)

    return Kind(" or ".join([", ".join(words[:-1]), words[-1]]), read)


def path(example: str) -> Kind:
    """Take a path, of a file or of a folder."""
    return Kind(f"a path like {example}", _text)


def paths(example: str) -> Kind:
    """Take a path, or a list of them; a list of one is a path."""

    def read(value: object) -> str | list[str]:
        found = _texts(value)
        return found if len(found) > 1 else found[0]

    return Kind(f"a path like {example}, or a list of them like [{example}, other.csv]", read)


def mapping(keys: tuple[str, ...], example: str) -> Kind:
    """Take texts under some of these keys, or null."""

    def read(value: object) -> dict[str, str | None]:
        if not isinstance(value, Mapping):
            raise TypeError
        read = {}
        for key, text in value.items():
            if key not in keys:
                raise UnknownKeyError(str(key), keys, example)
            read[key] = None if text is None else _text(text)
        return read

    return Kind(f"a mapping like {example}", read)


class UnknownKeyError(ValueError):
    """A mapping has a key that nothing can be done with."""

    def __init__(self, key: str, keys: tuple[str, ...], example: str) -> None:
        super().__init__(
            f"maps {key}, but the columns that can be mapped are {', '.join(keys)}. "
            f"Write it as {example}."
        )
