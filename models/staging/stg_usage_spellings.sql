{{ config(enabled=not features_path() and var('fold_spellings'), materialized='table') }}

with id_forms as (
    select * from {{ ref('stg_usage_id_forms') }}
),

names as (
    select
        'user' as kind,
        {{ whole_user_id() }} as spelling
    from {{ ref('stg_usage') }} as usage_rows
    cross join id_forms
    union all
    select
        'type' as kind,
        api_type as spelling
    from {{ ref('stg_usage') }}
),

counted_names as (
    select
        kind,
        spelling,
        {{ folded('spelling') }} as folded_spelling,
        count(*) as row_count
    from names
    where spelling is not null
    group by kind, spelling
),

chosen_names as (
    select
        kind,
        spelling,
        first_value(spelling) over (
            partition by kind, folded_spelling order by row_count desc, spelling asc
        ) as chosen_spelling
    from counted_names
)

select *
from chosen_names
where spelling <> chosen_spelling
