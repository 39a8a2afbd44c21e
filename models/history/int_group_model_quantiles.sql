with scaled_features as (
    unpivot {{ ref('int_clustering_features') }}
    on columns(* exclude (grouping, series_id, user_id, api_type, total_calls))
    into name feature value feature_value
)

select
    grouping,
    api_type,
    feature,
    {% for tenth in range(1, 10) %}
        quantile_cont(feature_value, 0.{{ tenth }}) as quantile_{{ tenth }},
    {% endfor %}
    count(*) as users
from scaled_features
group by grouping, api_type, feature
