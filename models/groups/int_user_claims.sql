{{ config(materialized='view') }}

with group_members as {{ not_materialized() }} (
    select * from {{ ref('int_group_members') }}
    where grouping <> 'shape'
),

group_day_ranges as (
    select * from {{ ref('int_group_day_ranges') }}
),

user_api_mix as (
    select * from {{ ref('int_user_api_mix') }}
),

period as (
    select period_days from {{ ref('int_period') }}
),

api_types as (
    select count(distinct main_api_type) > 1 or max(api_type_count) > 1 as are_several
    from user_api_mix
),

-- Silence is measured by the user's own gaps: long for a daily user is not long for a monthly one.
facts as (
    select
        group_members.*,
        period.period_days,
        not group_members.is_far or group_day_ranges.is_all_far as is_counted,
        group_day_ranges.least_days,
        group_day_ranges.most_days,
        group_members.days_since_last_use
        <= greatest(14, 2 * coalesce(group_members.mean_gap_days, 0)) as is_active,
        group_members.days_since_last_use
        > greatest(28, 3 * coalesce(group_members.mean_gap_days, 0)) as is_silent,
        coalesce(group_members.growth_log10, 0) as growth,
        case when group_members.use_days >= 4 then group_members.mean_gap_days end as usual_gap,
        case when api_types.are_several then user_api_mix.api_type_count end as api_type_count,
        replace(user_api_mix.api_types, ', ', ' + ') as combination,
        user_api_mix.main_api_type
    from group_members
    inner join group_day_ranges on group_members.group_key = group_day_ranges.group_key
    cross join period
    cross join api_types
    left join user_api_mix
        on group_members.user_id = user_api_mix.user_id and group_members.grouping = 'user'
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
                when period_days - days_before_first_use <= least(28, period_days / 3) and is_active
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
                when days_since_last_use <= 30 and period_days > 60
                    then 'seen in the last month'
            end,
            case
                when days_since_last_use <= 61 and period_days > 122
                    then 'seen in the last two months'
            end,
            case
                when days_since_last_use <= 182 and period_days > 365
                    then 'seen in the last half a year'
            end,
            case
                when days_since_last_use <= 365 and period_days > 730
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
    from facts
)

select
    *,
    coalesce(
        list_filter(habits[:-3], lambda claim: claim is not null)[1], 'on ' || use_days || ' days'
    ) as habit,
    list_filter(fates, lambda claim: claim is not null)[1] as fate
from claims
