with group_members as (
    select * from {{ ref('group_members') }}
),

group_counts as (
    select
        grouping,
        api_type,
        group_id,
        max(stability) as stability,
        count(*) as user_count,
        cast(sum(total_calls) as decimal(38, 0)) as call_count,
        {% for feature in feature_names() %}
            cast(median({{ feature }}) as double) as {{ feature }}{{ ',' if not loop.last }}
        {% endfor %}
    from group_members
    group by grouping, api_type, group_id
)

select
    *,
    user_count / sum(user_count) over grouped_users as user_share,
    cast(call_count as double) / cast(sum(call_count) over grouped_users as double) as call_share
from group_counts
window grouped_users as (partition by grouping, api_type)
