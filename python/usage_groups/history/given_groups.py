"""Groups that are given in a file, as a build writes it to exports/group_model.json."""

import json
from pathlib import Path


def read_documents(path: str) -> dict[str, list[dict[str, object]]]:
    """Read a file with groups, as `group_model.json` is written.

    Parameters
    ----------
    path : str
        Of the file.

    Returns
    -------
    dict of str to list of dict
        Rows of the tables ``group_models``, ``group_name_claims`` and ``group_rules``.

    Raises
    ------
    ValueError
        Where it is no such file, or one of other features.
    """
    try:
        text = Path(path).read_text(encoding="utf-8")
    except OSError as error:
        message = f"group_model '{path}' cannot be read ({error.strerror}). Name another file."
        raise ValueError(message) from error
    try:
        parts = json.loads(text)["parts"]
        models = [
            part | {"model": json.dumps(part["model"], sort_keys=True), "is_current": True}
            for part in parts
        ]
        names = [name for part in parts for name in part["names"]]
        rules = [rule for part in parts for rule in part["rules"]]
    except (ValueError, TypeError, KeyError) as error:
        message = (
            f"'{path}' is no file of groups as a build writes it to exports/group_model.json. "
            "Name such a file in the var group_model, or leave the var unset."
        )
        raise ValueError(message) from error
    return {"group_models": models, "group_name_claims": names, "group_rules": rules}
