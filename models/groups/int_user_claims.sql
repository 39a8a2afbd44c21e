{{ config(materialized='view') }}

with user_claim_facts as (
    select * from {{ ref('int_user_claim_facts') }}
),

-- Null where a claim does not hold; of a kind the first that holds for a group is said of it.
claims as (
    select
        grouping,
        group_key,
        series_id,
        is_counted,
        use_days,
        use_duration,
        days_before_first_use,
        days_since_last_use,
        calls_per_use_day,
        total_calls,
        {{ volume_level('calls_per_use_day') }} as volume_level,
        [
            case when use_days = 1 then 'one day' end,
            case when use_days >= 7 and use_density >= 0.8 then 'daily' end,
            case
                when use_days >= 7 and use_density >= 0.4 and weekend_share <= 0.1
                    then 'most working days'
            end,
            case when use_days >= 7 and use_density >= 0.5 then 'most days' end,
            case when usual_gap between 5.5 and 8.5 then 'weekly' end,
            case when use_days >= 7 and usual_gap < 4 then 'several days a week' end,
            case when usual_gap between 4 and 15 then 'every week or two' end,
            case when use_days >= 3 and mean_gap_days between 20 and 40 then 'about monthly' end,
            case when use_days <= 2 then 'one or two days' end,
            case
                when use_days between 2 and 6 and use_duration < 14
                    then 'a few days within two weeks'
            end,
            case when use_days between 2 and 6 then 'a few days' end,
            case when usual_gap < 8.5 then 'at least weekly' end,
            case when use_days <= 6 then 'one to a few days' end,
            case when usual_gap between 7 and 31 then 'one to four times a month' end,
            case when usual_gap <= 31 then 'at least monthly' end,
            case when use_days between 2 and 10 then 'two to ten days' end,
            case
                when least_days >= 2 and most_days > 5 * least_days and use_days >= least_days
                    then least_days || ' days or more'
            end,
            case
                when use_days between least_days and most_days
                    then 'on ' || {{ range_in_words('least_days', 'most_days') }} || ' days'
            end
        ] as habits,
        [
            case
                when window_days - days_before_first_use <= least(28, window_days / 3) and is_active
                    then 'new'
            end,
            case when is_active and use_days >= 5 and growth >= 0.3 then 'growing' end,
            case when not is_silent and use_days >= 5 and growth <= -0.3 then 'fading' end,
            case when is_silent and use_days >= 5 and use_duration >= 21 then 'former' end,
            case when is_silent and use_days >= 2 and use_duration < 14 then 'trial' end,
            case
                when is_active and use_days >= 2 and days_since_last_use <= 28
                    then 'still active'
            end,
            case when days_since_last_use > 365 then 'not seen for a year' end,
            case when days_since_last_use > 182 then 'not seen for half a year' end,
            case when days_since_last_use > 61 then 'not seen for two months' end,
            case when days_since_last_use > 30 then 'not seen for a month' end,
            case
                when days_since_last_use > 14 and use_days >= 5 then 'not seen for two weeks'
            end,
            case
                when days_since_last_use <= 30 and window_days > 60
                    then 'seen in the last month'
            end,
            case
                when days_since_last_use <= 61 and window_days > 122
                    then 'seen in the last two months'
            end,
            case
                when days_since_last_use <= 182 and window_days > 365
                    then 'seen in the last half a year'
            end,
            case
                when days_since_last_use <= 365 and window_days > 730
                    then 'seen in the last year'
            end
        ] as fates,
        [
            case
                when api_type_count >= 1 and length(combination) <= 24
                    then 'to ' || combination
            end,
            case when api_type_count > 1 then 'to several APIs' end,
            case
                when api_type_count >= 1
                    then 'mostly to ' || {{ shortened('main_api_type', 24) }}
            end,
            case when api_type_count = 1 then 'to one API' end
        ] as mixes
    from user_claim_facts
)

select
    *,
    coalesce(
        list_filter(habits[:-3], lambda claim: claim is not null)[1], 'on ' || use_days || ' days'
    ) as habit,
    list_filter(fates, lambda claim: claim is not null)[1] as fate
from claims
