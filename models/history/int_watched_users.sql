with as_of_labels as {{ not_materialized() }} (
    select * from {{ ref('int_as_of_labels') }}
),

last_days as (
    select max(as_of_date) as last_as_of_date
    from as_of_labels
),

confirmed_groups as (
    select * from {{ ref('int_confirmed_groups') }}
),

last_labels as (
    select as_of_labels.*
    from as_of_labels
    inner join last_days on as_of_labels.as_of_date = last_days.last_as_of_date
    where not as_of_labels.is_dormant
),

-- Of those who are silent: the first as-of day after the last use still has the four weeks before.
calls_before_silence as (
    select
        last_labels.grouping,
        last_labels.api_type,
        last_labels.user_id,
        min_by(as_of_labels.recent_calls, as_of_labels.as_of_date) as calls
    from last_labels
    inner join as_of_labels
        on
            last_labels.grouping = as_of_labels.grouping
            and last_labels.api_type is not distinct from as_of_labels.api_type
            and last_labels.user_id = as_of_labels.user_id
            and last_labels.last_used_on <= as_of_labels.as_of_date
    where {{ is_overdue('last_labels') }}
    group by last_labels.grouping, last_labels.api_type, last_labels.user_id
),

heavy as (
    select
        grouping,
        api_type,
        quantile_disc(recent_calls, 0.9) as calls
    from last_labels
    where recent_calls > 0
    group by grouping, api_type
),

flagged as (
    select
        last_labels.*,
        confirmed_groups.lifecycle,
        calls_before_silence.calls as calls_before_silence,
        {{ recency_band('last_labels') }} as recency_band,
        {{ is_falling('last_labels') }} as is_falling,
        case
            when {{ is_overdue('last_labels') }} then 'silent beyond own gaps'
            when {{ is_falling('last_labels') }} then 'falling'
            when
                {{ days_between('confirmed_groups.last_dormant_on', 'last_labels.as_of_date') }}
                <= {{ outlook_days() }}
                then 'returned'
            when confirmed_groups.lifecycle = 'new' and last_labels.recent_calls >= heavy.calls
                then 'new and already heavy'
            when
                last_labels.beyond_range
                and last_labels.recent_calls > last_labels.earlier_calls
                then 'growing beyond the range'
        end as own_reason
    from last_labels
    inner join confirmed_groups
        on
            last_labels.grouping = confirmed_groups.grouping
            and last_labels.api_type is not distinct from confirmed_groups.api_type
            and last_labels.user_id = confirmed_groups.user_id
            and last_labels.as_of_date = confirmed_groups.as_of_date
    left join calls_before_silence
        on
            last_labels.grouping = calls_before_silence.grouping
            and last_labels.api_type is not distinct from calls_before_silence.api_type
            and last_labels.user_id = calls_before_silence.user_id
    left join heavy
        on
            last_labels.grouping = heavy.grouping
            and last_labels.api_type is not distinct from heavy.api_type
)

select
    * exclude (calls_before_silence),
    -- Of a silence that began before the history, the calls of the whole window are what is known.
    case
        when own_reason = 'silent beyond own gaps'
            then coalesce(nullif(calls_before_silence, 0), nullif(earlier_calls, 0), total_calls)
        else recent_calls
    end as calls_at_stake
from flagged
