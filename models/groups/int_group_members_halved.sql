{{ config(materialized='view') }}

with group_members as (
    select * from {{ ref('int_group_members') }}
    where grouping <> 'shape'
),

half_features as (
    select * exclude (series_id) from {{ ref('int_half_features') }}
)

select
    group_members.grouping,
    group_members.api_type,
    group_members.group_key,
    group_members.group_id,
    group_members.is_far,
    half_features.*
from group_members
inner join half_features
    on
        group_members.series_id = half_features.whole_series_id
        and case
            when group_members.grouping = 'user' then half_features.is_compared_among_users
            else half_features.is_compared_in_type
        end
