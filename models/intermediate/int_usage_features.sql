with usage_days as (
    select * from {{ ref('int_usage_days') }}
),

usage_streaks as (
    select * from {{ ref('int_usage_streaks') }}
),

ranged_days as (
    select
        *,
        min(call_count) over user_usage as min_calls,
        max(call_count) over user_usage as max_calls
    from usage_days
    window user_usage as (partition by user_id, api_type)
),

scaled_days as (
    select
        *,
        -- Sums of decimals are exact, so that their last digit does not depend on the threads.
        cast(
            case
                when max_calls = min_calls then 1
                else cast(call_count - min_calls as double) / cast(max_calls - min_calls as double)
            end as decimal(18, 17)
        ) as usage_scaled
    from ranged_days
),

day_features as (
    select
        user_id,
        api_type,
        min(usage_date) as first_used_on,
        max(usage_date) as last_used_on,
        count(*) as use_days,
        cast(sum(call_count) as decimal(38, 0)) as total_calls,
        max(max_calls) - min(min_calls) as usage_range,
        cast(sum(usage_scaled) as double) / count(*) as mean_usage_scaled,
        cast(
            sum(cast(cast(usage_scaled as double) * usage_scaled as decimal(18, 17))) as double
        ) / count(*) as mean_square_scaled
    from scaled_days
    group by user_id, api_type
),

streak_features as (
    select
        user_id,
        api_type,
        count(*) as streak_count
    from usage_streaks
    group by user_id, api_type
),

features as (
    select
        day_features.user_id,
        day_features.api_type,
        day_features.first_used_on,
        day_features.last_used_on,
        day_features.use_days,
        {{ days_between('day_features.first_used_on', 'day_features.last_used_on') }}
            as use_duration,
        day_features.use_days / streak_features.streak_count as avg_cont_use,
        day_features.total_calls,
        log10(cast(day_features.total_calls as double)) as total_calls_log10,
        day_features.usage_range,
        day_features.mean_usage_scaled,
        sqrt(greatest(
            day_features.mean_square_scaled
            - day_features.mean_usage_scaled * day_features.mean_usage_scaled,
            0
        )) as sd_usage_scaled
    from day_features
    inner join streak_features
        on
            day_features.user_id = streak_features.user_id
            and day_features.api_type = streak_features.api_type
)

select * from features
