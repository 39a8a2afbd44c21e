"""What dbt looks for: it asks every installed package whose name starts with `dbt_` for plugins."""

from usage_groups.entrypoints.dbt_start import StartPlugin

plugins = [StartPlugin]
