"""Build groups: ``python -m usage_groups``, which is what ``make build`` runs."""

from usage_groups.console.leaving import leave  # isort: split

from usage_groups.console.build import main

leave(main())
