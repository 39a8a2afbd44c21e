{{ config(materialized='view') }}

-- Of the as-of days of a month the last one stands for it.
with as_of_days as (
    select distinct as_of_date
    from {{ ref('int_as_of_labels') }}
)

select
    cast(date_trunc('month', as_of_date) as date) as month,
    max(as_of_date) as as_of_date,
    lag(max(as_of_date)) over (order by date_trunc('month', as_of_date)) as earlier_as_of_date
from as_of_days
group by date_trunc('month', as_of_date)
