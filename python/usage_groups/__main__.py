"""Build groups: ``python -m usage_groups``, which is what ``make build`` runs."""

import sys

from usage_groups.console.build import main

sys.exit(main())
