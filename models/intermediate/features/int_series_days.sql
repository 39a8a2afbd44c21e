{{ config(enabled=not features_path(), materialized='view') }}

with whole_days as (
    select * from {{ ref('int_series_days__all_weeks') }}
),

part_days as (
    select * from {{ ref('int_series_days__half') }}
)

select * from whole_days
union all
select * from part_days
