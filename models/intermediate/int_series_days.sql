{{ config(enabled=not features_path(), materialized='view') }}

with whole_days as (
    select * from {{ ref('int_whole_days') }}
),

part_days as (
    select * from {{ ref('int_part_days') }}
)

select * from whole_days
union all
select * from part_days
