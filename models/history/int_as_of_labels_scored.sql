{% set is_earlier = ' where as_of_date < (select period_end from ' ~ ref('int_period') ~ '))' %}

with earlier_labels as (
    {{ score(
        '(select * from ' ~ ref('int_as_of_columns') ~ is_earlier,
        '(select * from ' ~ ref('int_as_of_api_shares') ~ is_earlier,
        ref('int_group_models'),
        ['as_of_date'],
    ) }} -- noqa: PRS, LT01, LT05, RF01, RF04, ST06
),

labels_scored as (
    select * from {{ ref('int_group_labels_scored') }}
),

period as (
    select * from {{ ref('int_period') }}
),

-- The last day is the one that groups are found on.
last_labels as (
    select
        labels_scored.*,
        period.period_end as as_of_date
    from labels_scored
    cross join period
)

select * from earlier_labels
union all by name
select * from last_labels
