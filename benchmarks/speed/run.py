"""Call one function in a process of its own: python run.py MODULE:FUNCTION JSON-OF-ARGUMENTS."""

import importlib
import json
import sys


def main() -> None:
    """Print what the function returns, as JSON."""
    task, arguments = sys.argv[1:]
    module, name = task.split(":")
    found = getattr(importlib.import_module(module), name)(**json.loads(arguments))
    print(json.dumps(found))  # noqa: T201


if __name__ == "__main__":
    main()
