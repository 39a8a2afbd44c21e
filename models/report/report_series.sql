{{ config(materialized='view') }}

with usage_series as (
    select * from {{ ref('int_series') }}
    where part = 'all weeks'
),

group_members as (
    select * from {{ ref('int_group_members') }}
    where grouping in ('user_api', 'user')
)

select
    usage_series.series_id,
    group_members.grouping,
    group_members.api_type,
    group_members.group_id
from group_members
inner join usage_series
    on
        group_members.user_id = usage_series.user_id
        and group_members.used_api_type is not distinct from usage_series.api_type
