{# Whether what two files have of the same user, type and day counts once, by the share of rows that are equal. #}
{% macro counts_once(equal_share) -%}
    {%- if var('overlaps') == 'auto' -%}
        {{ equal_share }} >= {{ nearly_all() }}
    {%- else -%}
        {{ 'true' if var('overlaps') == 'drop' else 'false' }}
    {%- endif -%}
{%- endmacro %}

{# From this share of equal rows on, two files are taken for exports of the same usage. #}
{% macro nearly_all() %}
    {{ return(0.9) }}
{% endmacro %}

{# The sentence about rows that are equal in two files, from the columns of int_overlaps. #}
{% macro overlap_sentence() -%}
    concat(
        rows_overlapping, ' rows with ', calls_overlapping, ' calls are equal in two files (',
        overlapping_file, ' and ', other_overlapping_file,
        case
            when overlapping_pairs = 2 then ', and one more pair'
            when overlapping_pairs > 2 then concat(', and ', overlapping_pairs - 1, ' more pairs')
            else ''
        end, ')'
    )
{%- endmacro %}
