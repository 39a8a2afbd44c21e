from usage_groups.entrypoints.shapes import label_shapes


def model(dbt, session):
    models, plan = dbt.ref("int_group_models"), dbt.ref("int_search_plan")
    return label_shapes(session, dbt.ref("int_series_weeks"), models, plan)
