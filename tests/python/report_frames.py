"""The tables of a report, made up, and a reader of its page."""

import math
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
from usage_groups.report.page import write_report

CATALOGUE = pd.read_csv(Path(__file__).parents[2] / "seeds/features.csv")
FEATURES = (
    *("use_days", "use_duration", "longest_streak", "use_density", "weekend_share"),
    *("days_since_last_use", "total_calls", "calls_per_use_day"),
)
BASELINE = ("use_days", "usage_range", "mean_usage_scaled")


class Reader(HTMLParser):
    """Collects tags, attributes and text, and checks that every tag is closed in turn."""

    VOID = ("meta", "link", "input")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags, self.words, self.names, self._open = [], [], [], []
        self.feed(page)
        assert not self._open

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.names += [name for name, _ in attrs]
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.names += [name for name, _ in attrs]

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        if self._open and self._open[-1] not in ("style", "script"):
            self.words.append(data)


def build_info(user_count=1, types=1, days=2, rejected=0):
    start = pd.Timestamp("2021-08-13")
    return pd.DataFrame(
        {
            "built_at": [pd.Timestamp("2021-12-09 03:00")],
            "usage_path": ["/some/folder/<b>usage</b>.csv"],
            "features_path": [None],
            "file_count": [1],
            "file_bytes": [1234],
            "file_sha256": ["ab" * 32],
            "rows_read": [100],
            "rows_accepted": [100 - rejected],
            "rows_rejected": [rejected],
            "rows_of_zero_usage": [0],
            "rows_outside_period": [0],
            "rows_without_user": [0],
            "calls_without_user": [0],
            "similar_user_count": [0],
            "similar_users": [None],
            "user_count": [user_count],
            "api_type_count": [types],
            "call_count": [1000.0],
            "period_start": [start],
            "period_end": [start + pd.Timedelta(days=days - 1)],
            "window_start": [start],
            "window_days": [days],
            "is_whole_period": [True],
            "parameters": ['{"max_reject_rate": 0.01, "window_days": null}'],
            "versions": ['{"duckdb": "2.0.0"}'],
        }
    )


def report_tables(types, group_count, users_per_group=10, weeks=1):
    """Make all tables of a report for the types, each with so many groups, and for whole users."""
    profiles, steps, days, spreads = [], [], [], []
    for grouping, api_type in [("user_api", name) for name in types] + [("user", None)]:
        for group_id in range(group_count):
            keys = {"grouping": grouping, "api_type": api_type, "group_id": group_id}
            values = dict.fromkeys(FEATURES, float(group_id + 1)) | {"use_density": 0.5}
            values |= dict.fromkeys(("peak_count", "busiest_day_share", "same_weekday_share"), 0.5)
            sizes = {
                "group_name": f"Group {group_id}",
                "group_key": f"{api_type or 'users'}-{group_id}",
                "size_rank": group_id + 1,
                "is_dormant": False,
                "user_count": users_per_group,
                "user_share": 1 / group_count,
                "call_count": 100,
                "stability": 0.9,
                "stability_grade": "highly stable",
                "is_tier": grouping == "user",
                "call_share": 1 / group_count,
                "typical_user_1": f"typical of {group_id}",
                "typical_user_2": None,
                "typical_user_3": None,
            }
            profiles.append(keys | sizes | values)
            for week in range(weeks):
                start = pd.Timestamp("2021-08-13") + pd.Timedelta(days=7 * week)
                step = {"week_start": start, "week_count": 1, "active_users": 1.0}
                key = {"group_key": sizes["group_key"]}
                steps.append(keys | key | step | {"weekly_calls": 3.0})
            days.append(keys | {"day_of_week": 5, "use_days": 1, "day_share": 1.0})
            spreads += [keys | quantiles(name, users_per_group) for name in FEATURES]
        everybody = {"grouping": grouping, "api_type": api_type, "group_id": None}
        spreads += [everybody | quantiles(name, users_per_group) for name in FEATURES]
    baseline = [
        {"grouping": "baseline", "api_type": name, "group_id": label} | quantiles(feature, 5, 0.5)
        for name in types
        for label in (-1, 0)
        for feature in BASELINE
    ]
    trials = [
        {
            "grouping": row["grouping"],
            "api_type": row["api_type"],
            "algorithm": algorithm,
            "parameters": parameters,
            "score": score,
            "is_selected": algorithm == "kmeans",
        }
        for row in profiles
        if row["group_id"] == 0
        for algorithm, parameters, score in (("one_group", "", 1.0), ("kmeans", "n_clusters=2", 2))
    ]
    return {
        "build_info": build_info(users_per_group, len(types), 7 * weeks),
        "group_profiles": pd.DataFrame(profiles),
        "group_rules": pd.DataFrame(
            [
                row
                | {"rule_sql": f"api = '{row['api_type'] or ''}'", "precision": 1, "recall": 0.5}
                for row in profiles
            ]
        ),
        "group_differences": pd.DataFrame(
            columns=["grouping", "api_type", "group_a", "effect_size", "p_value_adjusted"]
        ),
        "clustering_trials": pd.DataFrame(trials),
        "baseline_trials": pd.DataFrame(
            {
                "api_type": types,
                "min_samples": 3,
                "silhouette": 0.5,
                "is_best": True,
                "is_published": True,
            }
        ),
        "report_weeks": pd.DataFrame(steps),
        "report_weekdays": pd.DataFrame(days),
        "report_quantiles": pd.DataFrame(spreads + baseline),
        "report_combinations": pd.DataFrame(
            {
                "set_kind": "api_type",
                "set_name": types,
                "api_type": types,
                "user_count": 1,
                "user_share": 1.0,
            }
        ),
        "features": CATALOGUE,
        "key_accounts": pd.DataFrame(
            {
                "user_id": [*types, types[0]],
                "api_type": [*types, None],
                "calls": 90,
                "call_share": 0.9,
                "rank": 1,
                "group_name": types[0],
                "habit": "daily, still active",
                "use_days": 3,
                "last_used_on": pd.Timestamp("2021-08-13"),
            }
        ),
        "far_users": pd.DataFrame(
            {
                "grouping": "user_api",
                "api_type": types,
                "user_id": types,
                "use_days": 1,
                "total_calls": 5.0,
                "last_used_on": pd.Timestamp("2021-08-13"),
            }
        ),
    }


def no_history(profiles):
    """Make the tables over time of a file that has one as-of day, and nobody to watch."""
    keys = ["grouping", "api_type", "group_key", "group_id", "group_name"]
    groups = profiles[keys]
    unknown = (
        *("silent_share", "silent_share_low", "silent_share_high"),
        *("group_deviance", "recency_deviance", "rfm_deviance"),
    )
    searched = {"searched_on": pd.Timestamp("2021-08-13"), "is_current": True}
    return {
        "watched": pd.DataFrame(columns=["rank", "risk", "reason"]),
        "report_user_moves": pd.DataFrame(columns=["rank"]),
        "report_changes": pd.DataFrame(columns=["grouping", "api_type", "from_key", "to_key"]),
        "group_sizes": groups.assign(as_of_date=pd.Timestamp("2021-08-20"), users=10, calls=100),
        "group_outcomes": groups.assign(outcomes=0, **dict.fromkeys(unknown, math.nan)),
        "group_models": groups[["grouping", "api_type"]]
        .drop_duplicates()
        .assign(reason="no groups are stored", outcome="first", **searched),
    }


def people(profiles):
    """Make the tables of users: one for each group, the first of them heavy and rising."""
    users = pd.DataFrame(
        {
            "user_id": [f"member of {key}" for key in profiles["group_key"]],
            "grouping": profiles["grouping"].tolist(),
            "group_key": profiles["group_key"].tolist(),
            "group_name": profiles["group_name"].tolist(),
            "api_types": "api",
            "total_calls": 90,
            "recent_calls": 60,
            "earlier_calls": 30,
            "lifecycle": ["dormant" if each else "active" for each in profiles["is_dormant"]],
            "last_used_on": pd.Timestamp("2021-08-13"),
            "is_key_account": False,
            "name_fits": True,
            "use_days": 30,
            "from_name": None,
        }
    )
    whole = users[users["grouping"] == "user"].reset_index(drop=True)
    whole["rank"] = whole.index + 1
    return {
        "report_users": whole,
        "report_movers": whole.head(1).assign(is_rise=True),
        "report_groups": profiles[["grouping", "api_type", "group_key"]].assign(
            words="Regular",
            action="Leave them in peace",
            earlier_users=math.nan,
            earlier_as_of_date=pd.NaT,
            file_name="members/a.csv",
            heaviest=[[{"less": -90, "user_id": user}] for user in users["user_id"]],
        ),
    }


def quantiles(feature, user_count, middle=2.0):
    return {
        "feature": feature,
        "user_count": user_count,
        "lowest": middle / 2,
        "middle": middle,
        "lower_quarter": middle,
        "upper_quarter": middle,
        "highest": middle * 1.5,
    }


def pages(tables):
    profiles = tables["group_profiles"]
    tables = no_history(profiles) | people(profiles) | tables
    counts = {"far_count": len(tables["far_users"]), "watch_count": 2 * len(tables["watched"])}
    return write_report(**counts, **tables).set_index("file_name")["content"]
