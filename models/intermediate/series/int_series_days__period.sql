{{ config(materialized='view') }}

select * from {{ ref('int_series_days__user_api') }}
union all
select * from {{ ref('int_series_days__user') }}
