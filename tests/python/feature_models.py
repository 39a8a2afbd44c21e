"""The SQL models from accepted rows to features, run one after the other without dbt."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb
import pandas as pd
from rendering import model_file, project_vars, rendered

WINDOW_MODELS = (
    *("int_usage_days_added", "int_usage_days_by_file", "int_file_pairs"),
    *("int_usage_days_repeated", "int_usage_days", "int_period", "int_as_of_days"),
    *("int_series", "int_series_groupings"),
    *("int_series_days__user_api", "int_series_days__user", "int_series_days__period"),
    *("int_series_days__all_weeks", "int_series_days__half", "int_series_days"),
    *("int_series_aggregated", "int_series_streaks", "int_series_peaks"),
    *("int_timing_features", "int_streak_features", "int_volume_features", "int_trend_features"),
    *("int_usage_features", "int_user_api_features", "int_user_features", "int_baseline_features"),
)
HISTORY_MODELS = (
    *("int_user_api_shares", "int_dormant_users", "int_recent_calls"),
    *("int_as_of_blocks", "int_series_blocks", "int_as_of_aggregated", "int_as_of_features"),
    *("int_as_of_api_shares", "int_as_of_dormant"),
)
# Stands in the SQL where the last day of the period belongs.
LAST_DAY = "1234-05-06"


class FeatureModels:
    """Models as SQL, in a database of their own."""

    def __init__(self, queries: dict[str, str], connection: duckdb.DuckDBPyConnection) -> None:
        self.queries = queries
        self.connection = connection

    def run(self, usage: pd.DataFrame, last_day: dt.date | None = None) -> "FeatureModels":
        """Make all models from rows of usage, those after the last day left out."""
        last_day = last_day or usage["usage_date"].max()
        self.connection.register("usage", usage[usage["usage_date"] <= last_day])
        self.connection.execute(
            "create or replace table stg_usage_judged as "
            "select 'a' as file_name, user_id, api_type, usage_date::date as usage_date, "
            "call_count::bigint as call_count, "
            "'accepted' as verdict from usage"
        )
        for name, sql in self.queries.items():
            query = sql.replace(LAST_DAY, last_day.isoformat())
            self.connection.execute(f"create or replace table {name} as {query}")
        return self

    def rows(self, query: str) -> pd.DataFrame:
        """Read from what was made last."""
        return self.connection.execute(query).df()


@contextmanager
def feature_models(names: tuple[str, ...], **options: object) -> Iterator[FeatureModels]:
    """Render models with these vars."""
    variables = project_vars() | options | {"period_end": LAST_DAY}
    queries = {name: rendered(model_file(name), **variables) for name in names}
    # A few rows are faster without threads.
    with duckdb.connect(config={"threads": 1}) as connection:
        yield FeatureModels(queries, connection)
