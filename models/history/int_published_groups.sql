with group_members_named as (
    select * from {{ ref('int_group_members_named') }}
),

dormant_members as (
    select * from {{ ref('int_dormant_members') }}
),

period as (
    select * from {{ ref('int_period') }}
),

previous_source as (
    select * from {{ ref('int_previous_source') }}
),

-- What a build has published of the same last day before, this one replaces.
previous_groups as (
    select
        previous.* replace (
            case when previous.valid_to < period.period_end then previous.valid_to end as valid_to
        )
    from {{ source('previous', 'published_groups') }} as previous
    cross join period
    cross join previous_source
    where previous.valid_from < period.period_end and previous_source.is_same_source
),

current_groups as (
    select
        grouping,
        user_id,
        api_type,
        group_key,
        group_name
    from group_members_named
    union all
    select
        grouping,
        user_id,
        api_type,
        group_key,
        group_name
    from dormant_members
),

compared as (
    select
        previous_groups.* replace (
            coalesce(
                previous_groups.valid_to,
                case
                    when
                        previous_groups.group_key is distinct from current_groups.group_key
                        or previous_groups.group_name is distinct from current_groups.group_name
                        then period.period_end
                end
            ) as valid_to
        )
    from previous_groups
    cross join period
    left join current_groups
        on
            previous_groups.grouping = current_groups.grouping
            and previous_groups.user_id = current_groups.user_id
            and previous_groups.api_type is not distinct from current_groups.api_type
),

open_groups as (
    select * from compared
    where valid_to is null
),

opened as (
    select
        current_groups.*,
        period.period_end as valid_from,
        cast(null as date) as valid_to,
        {{ sql_text(invocation_id) }} as build_id
    from current_groups
    cross join period
    anti join open_groups
        on
            current_groups.grouping = open_groups.grouping
            and current_groups.user_id = open_groups.user_id
            and current_groups.api_type is not distinct from open_groups.api_type
)

select * from compared
union all by name
select * from opened
