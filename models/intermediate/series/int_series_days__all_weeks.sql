{{ config(materialized='view') }}

select
    series_id,
    usage_date,
    call_count
from {{ ref('int_series_days__period') }}
where is_in_window
