"""Every var, with the kind of value that it takes; dbt_project.yml says what it is for."""

from dataclasses import dataclass

from usage_groups.settings.kinds import (
    DAY_KIND,
    LIST,
    SHARE,
    SIZE_KIND,
    TEXT,
    WINDOW,
    YES_OR_NO,
    Kind,
    choice,
    mapping,
    path,
    paths,
    whole_number,
)

# What the usage holds, by the names that usage_columns maps.
USAGE_COLUMNS = ("dt", "user_id", "type", "api_count")
# What usage_path says for the usage in seeds/.
SAMPLE = "sample"
SAMPLE_PATH = "seeds/user_api_data.csv"


@dataclass(frozen=True)
class Setting:
    """A var.

    Attributes
    ----------
    kind : Kind
        What it takes.
    may_be_unset : bool
        Whether null is a value of it.
    reads_usage : bool
        Whether it decides how usage is read: a build from `features_path` has no use for it.
    needs_duckdb : bool
        Whether the run on Spark does not know it.
    usual : object
        The value besides null that asks for nothing of that.
    """

    kind: Kind
    may_be_unset: bool = False
    reads_usage: bool = False
    needs_duckdb: bool = False
    usual: object = None

    def is_set(self, value: object) -> bool:
        """Tell whether a value asks for something."""
        return value not in (None, {}, [], self.usual)


SETTINGS = {
    "usage_path": Setting(paths("calls.csv"), may_be_unset=True, reads_usage=True),
    "usage_table": Setting(TEXT, may_be_unset=True, reads_usage=True, needs_duckdb=True),
    "usage_columns": Setting(
        mapping(USAGE_COLUMNS, "{dt: day, user_id: account, ...}"),
        may_be_unset=True,
        reads_usage=True,
    ),
    "usage_type": Setting(TEXT, may_be_unset=True, reads_usage=True),
    "overlaps": Setting(choice("auto", "add", "drop", "fail"), reads_usage=True, usual="auto"),
    "period_start": Setting(DAY_KIND, may_be_unset=True, reads_usage=True),
    "period_end": Setting(DAY_KIND, may_be_unset=True, reads_usage=True),
    "window_days": Setting(WINDOW, may_be_unset=True, reads_usage=True),
    "history_every": Setting(choice("week", "month"), needs_duckdb=True, usual="week"),
    "history_periods": Setting(whole_number(1), needs_duckdb=True, usual=26),
    "date_format": Setting(TEXT, may_be_unset=True, reads_usage=True, needs_duckdb=True),
    "time_zone": Setting(TEXT, reads_usage=True, usual="UTC"),
    "thousands": Setting(TEXT, may_be_unset=True, reads_usage=True, needs_duckdb=True),
    "decimal": Setting(TEXT, may_be_unset=True, reads_usage=True, needs_duckdb=True),
    "nobody": Setting(LIST),
    "fold_spellings": Setting(YES_OR_NO, reads_usage=True, needs_duckdb=True, usual=False),
    "most_days_ahead": Setting(whole_number(0)),
    "most_years_apart": Setting(whole_number(1)),
    "max_reject_rate": Setting(SHARE),
    "max_lost_users": Setting(SHARE),
    "max_lost_calls": Setting(SHARE),
    "chart_files": Setting(YES_OR_NO),
    "row_files": Setting(choice("csv", "parquet")),
    "csv_bom": Setting(YES_OR_NO),
    "features_path": Setting(path("build/spark"), may_be_unset=True),
    "spark_path": Setting(path("build/spark")),
    "publish_path": Setting(path("results/groups.duckdb"), may_be_unset=True),
    "search": Setting(choice("auto", "always", "never")),
    "search_after_days": Setting(whole_number(1)),
    "group_model": Setting(path("group_model.json"), may_be_unset=True),
    "most_fitted_users": Setting(whole_number(100)),
    "baseline": Setting(choice("auto", "always", "never")),
    "most_scored_users": Setting(whole_number(100)),
    "most_compared_users": Setting(whole_number(100)),
    "memory_limit": Setting(SIZE_KIND, may_be_unset=True),
}
