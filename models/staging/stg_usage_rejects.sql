{{ config(
    enabled=not features_path(),
    materialized='table',
    post_hook="{{ write_csv(this, 'usage_rejects.csv') }}",
) }}

with usage_rows as (
    {{ rows_in_file_order(ref('stg_usage_judged')) }}
),

file_starts as (
    select
        file_name,
        min(row_position) as first_row_position
    from usage_rows
    where malformed_row_number is null
    group by file_name
),

rejected_rows as (
    select
        usage_rows.*,
        -- How many well-formed rows of the same file stand before this one.
        case
            when usage_rows.malformed_row_number is null
                then coalesce(
                    usage_rows.row_in_file,
                    usage_rows.row_position - file_starts.first_row_position
                )
            else
                usage_rows.malformed_row_number - usage_rows.header_rows
                - row_number() over (
                    partition by usage_rows.file_name
                    order by usage_rows.malformed_row_number nulls last
                )
        end as well_formed_before
    from usage_rows
    left join file_starts on usage_rows.file_name = file_starts.file_name
    where usage_rows.verdict = 'rejected'
),

counted_rows as (
    select
        *,
        count(malformed_row_number) over file_order as malformed_before
    from rejected_rows
    window file_order as (
        partition by file_name
        order by well_formed_before, malformed_row_number nulls last
        rows unbounded preceding
    )
),

numbered_rejects as (
    select
        file_name,
        coalesce(malformed_row_number, header_rows + well_formed_before + malformed_before + 1)
            as row_number,
        reject_reason as reason,
        original_text
    from counted_rows
)

select * from numbered_rejects
order by file_name, row_number
