{{ config(materialized='view') }}

with period_days as (
    select * from {{ ref('int_series_days__period') }}
),

period as (
    select * from {{ ref('int_period') }}
)

select period_days.*
from period_days
cross join period
where {{ days_between('period.window_start', 'period_days.usage_date') }} >= 0
