{{ config(enabled=not features_path()) }}

with series_days as (
    select * from {{ ref('int_series_days') }}
),

-- By numbering and not by an aggregate: the states of a quantile have to be kept in memory.
ranked_days as (
    select
        *,
        row_number() over (partition by series_id order by call_count) as call_rank,
        count(*) over (partition by series_id) as use_days
    from series_days
)

select
    series_id,
    min(usage_date) as first_used_on,
    min(call_count) as min_calls,
    max(call_count) as max_calls,
    -- Twice a count may be above 2^63.
    cast(max(call_count) filter (where call_rank = floor((use_days + 1) / 2)) as decimal(38, 0))
    + max(call_count) filter (where call_rank = floor(use_days / 2) + 1) as doubled_median_calls
from ranked_days
group by series_id
