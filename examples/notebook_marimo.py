import marimo

app = marimo.App(width="medium")


@app.cell
def _():
    from pathlib import Path

    import duckdb
    import marimo as mo

    # Read-only, so that nobody is locked out; run this cell again after a build.
    published = Path(__file__).resolve().parents[1] / "usage_groups.duckdb"
    groups = duckdb.connect(str(published), read_only=True)
    return groups, mo


@app.cell
def _(groups, mo):
    types = groups.sql(
        "select distinct api_type from group_profiles where api_type is not null order by all"
    )
    chosen = mo.ui.dropdown([name for (name,) in types.fetchall()], value=types.fetchall()[0][0])
    mo.hstack([mo.md("# Groups of"), chosen], justify="start")
    return (chosen,)


@app.cell
def _(chosen, groups, mo):
    profiles = groups.execute(
        "select group_name, user_count, user_share, call_share, use_days, days_since_last_use "
        "from group_profiles where grouping = 'user_api' and api_type = ? order by size_rank",
        [chosen.value],
    ).df()
    mo.ui.table(profiles, selection=None)
    return


@app.cell
def _(chosen, groups, mo):
    users = groups.execute(
        "select user_id, group_name, total_calls, lifecycle, last_used_on "
        "from user_api_groups where api_type = ? order by total_calls desc",
        [chosen.value],
    ).df()
    mo.vstack([mo.md("## Its users, the heaviest first"), mo.ui.table(users, selection=None)])
    return


if __name__ == "__main__":
    app.run()
