{{ config(materialized='view') }}

with group_members as {{ not_materialized() }} (
    select * from {{ ref('int_group_members') }}
    where grouping <> 'shape'
),

group_names as (
    select * from {{ ref('int_group_names') }}
),

user_name_fits as (
    select * from {{ ref('int_user_name_fits') }}
),

key_accounts as (
    select * from {{ ref('int_key_accounts') }}
),

rfm_quintiles as (
    select * from {{ ref('int_rfm_quintiles') }}
)

select
    group_members.*,
    group_names.group_name,
    user_name_fits.name_fits,
    key_accounts.series_id is not null as is_key_account,
    rfm_quintiles.recency_quintile,
    rfm_quintiles.frequency_quintile,
    rfm_quintiles.volume_quintile
from group_members
inner join group_names on group_members.group_key = group_names.group_key
inner join user_name_fits
    on
        group_members.grouping = user_name_fits.grouping
        and group_members.series_id = user_name_fits.series_id
inner join rfm_quintiles
    on
        group_members.grouping = rfm_quintiles.grouping
        and group_members.series_id = rfm_quintiles.series_id
left join key_accounts
    on
        group_members.grouping = key_accounts.grouping
        and group_members.series_id = key_accounts.series_id
