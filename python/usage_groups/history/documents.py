"""A model of groups as a document: what is stored, published, and read again."""

import json
from collections.abc import Mapping, Sequence

import numpy as np

from usage_groups.exact import Floats, Integers
from usage_groups.search.frame import Frame
from usage_groups.search.model import GroupModel

# Of a number: what is stored decides, and a change in the last bit is no change.
_DECIMALS = 9


def write_document(
    model: GroupModel, group_ids: Integers, next_id: int, context: Mapping[str, object]
) -> str:
    """Write a model as JSON, sorted and rounded.

    Parameters
    ----------
    model : GroupModel
        The groups.
    group_ids : ndarray of int, shape (n_groups,)
        Under which number each is known.
    next_id : int
        The first number that no group of this part has ever had.
    context : mapping of str to object
        What the features depend on beside the user, as SQL needs it.

    Returns
    -------
    str
    """
    frame, used = model.frame, model.frame.weights > 0
    names = [name for name, is_used in zip(frame.names, used, strict=True) if is_used]
    parts = model.components
    components = [
        {
            "group_id": int(group_ids[group]),
            "constant": _number(parts.constants[row]),
            "freedom": _number(parts.freedom[row]),
            "centres": _by_name(names, parts.centres[row]),
            "scales": _by_name(names, parts.scales[row]),
        }
        for row, group in enumerate(model.group_of_component)
    ]
    groups = [
        {
            "group_id": int(group_ids[group]),
            "users": int(model.users[group]),
            "stability": _number(model.stability[group]),
            "intercept": _number(model.curve.intercepts[group]),
            "centres": _by_name(names, model.centres[group]),
            "spreads": _by_name(names, model.spreads[group]),
        }
        for group in range(len(group_ids))
    ]
    document = {
        "is_tier": model.is_tier,
        "slope": _number(model.curve.slope),
        "far_limit": _number(model.far_limit),
        "next_id": next_id,
        "features": {
            name: _describe_feature(frame, column) for column, name in enumerate(frame.names)
        },
        "components": sorted(components, key=lambda component: component["group_id"]),
        "groups": sorted(groups, key=lambda group: group["group_id"]),
    }
    return json.dumps(document | dict(context), sort_keys=True)


def render_documents(parts: str) -> str:
    """Write parts with their groups, a JSON list, line by line and sorted, for git."""
    return json.dumps({"parts": json.loads(parts)}, indent=1, sort_keys=True) + "\n"


def with_deciles(stored: dict, challenger: str) -> str:
    """Return stored groups that stay after a search, beside the users that it has seen.

    Parameters
    ----------
    stored : dict
        The document of the groups.
    challenger : str
        The document of what was found, as JSON: drift is counted from its users on.

    Returns
    -------
    str
    """
    seen = json.loads(challenger)["features"]
    features = {
        name: feature | {"deciles": seen[name]["deciles"]} if name in seen else feature
        for name, feature in stored["features"].items()
    }
    return json.dumps(stored | {"features": features}, sort_keys=True)


def with_context(document: str, task: str) -> str:
    """Return a model's document with the context of another task (JSON), for the same users."""
    context = json.loads(task)["context"]
    return json.dumps(json.loads(document) | context, sort_keys=True)


def _describe_feature(frame: Frame, column: int) -> dict[str, object]:
    numbers = {
        "weight": frame.weights[column],
        "low": frame.low[column],
        "high": frame.high[column],
        "least": frame.least[column],
        "most": frame.most[column],
    }
    deciles = [_number(value) for value in frame.deciles[column]]
    return {name: _number(value) for name, value in numbers.items()} | {"deciles": deciles}


def _by_name(names: Sequence[str], values: Floats) -> dict[str, float | None]:
    return {name: _number(value) for name, value in zip(names, values, strict=True)}


def _number(value: float) -> float | None:
    """Return a rounded number that JSON knows; what is not finite is missing."""
    return round(float(value), _DECIMALS) if np.isfinite(value) else None
