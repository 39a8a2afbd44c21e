"""Whether groups searched among some of the users are those searched among all.

    python benchmarks/sample_agreement.py [USERS [MOST_FITTED ...]]

Users of seven planted personas, all of one API type, are grouped by dbt in a copy of the project,
once for each value of the var `most_fitted_users`. Printed are the seconds, the groups, the
adjusted Rand index with what was planted (over the users with a persona) and with the groups of
the last value, which should be USERS: then nobody is left out.
"""

import shutil
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd
from grouping_quality import COPIED, PROJECT, group, rand
from sklearn.metrics import adjusted_rand_score
from usage_groups.simulate.scenarios import make_usage

DEFAULTS = ("20000", "4000", "20000")


def copy_project(folder: Path, most_fitted: int) -> Path:
    """Copy what dbt needs, with that value of the var, and return the copy."""
    for name in COPIED:
        source = PROJECT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, folder / name)
    for name in ("build", "exports", "docs"):
        (folder / name).mkdir()
    settings = folder / "dbt_project.yml"
    written = settings.read_text().replace(
        "most_fitted_users: 4000", f"most_fitted_users: {most_fitted}"
    )
    settings.write_text(written)
    return folder


def main() -> None:
    """Group with each value and print a table."""
    users, *most = (int(argument) for argument in sys.argv[1:] or DEFAULTS)
    usage, truth = make_usage("seven_personas", 0, users)
    truth = truth.astype({"user_id": str})
    labels, rows = {}, []
    for most_fitted in most:
        with tempfile.TemporaryDirectory() as folder:
            project = copy_project(Path(folder), most_fitted)
            started = time.perf_counter()
            found = group(usage, project)["ours"]
            seconds = time.perf_counter() - started
        joined = truth.merge(found, on=["user_id", "api_type"])
        labels[most_fitted] = joined["group_id"]
        planted, _ = rand(joined["persona"], joined["group_id"])
        groups = joined["group_id"].nunique()
        rows.append(
            {"most_fitted_users": most_fitted, "s": seconds, "groups": groups, "planted": planted}
        )
    for row in rows:
        fewer = labels[row["most_fitted_users"]]
        row["agreement"] = adjusted_rand_score(labels[most[-1]], fewer)
    sys.stdout.write(pd.DataFrame(rows).round(4).to_string(index=False) + "\n")


if __name__ == "__main__":
    main()
