{# One user's use of one API type, or of all, over the as-of days. #}
{% macro one_series() -%}
    grouping, api_type, user_id
{%- endmacro %}

{# Days for which users stay new and returned, and after which others' next use is looked at. #}
{% macro outlook_days() -%}
    28
{%- endmacro %}

{# Days after a first use, or a return, in which a group is still being found: the usual window. #}
{% macro settling_days() -%}
    91
{%- endmacro %}

{# How sure a group must be, 0 to 1, for a user to have moved there. #}
{% macro clear_confidence() -%}
    0.9
{%- endmacro %}

{# Days back to the use that a user's present use is compared with: four weeks, or a month. #}
{% macro comparison_days() -%}
    31
{%- endmacro %}

{# How far from it the use must be for a move, where one is a difference that people would remark. #}
{% macro clear_distance() %}
    {{ return(0.6) }}
{% endmacro %}

{# The columns that groups are made of, see int_clustering_features. #}
{% macro scaled_features() %}
    {{ return([
        'volume', 'recency', 'frequency', 'gap', 'irregularity', 'span', 'weekend', 'spread', 'growth', 'centre'
    ]) }}
{% endmacro %}

{# Squared distance of two days of a user in the scaled columns, recency apart: silence is no move. #}
{% macro squared_distance(earlier, later) -%}
    (
        {%- for feature in scaled_features() if feature != 'recency' %}
        power({{ earlier }}.{{ feature }} - {{ later }}.{{ feature }}, 2){{ ' +' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}

{# The part, from 0, of so many parts of equal size that a row falls into by its value among the rows of a
   day; equal values share the part of their mean rank. #}
{% macro part_by_rank(value, parts) -%}
    (
        (
            2 * rank() over (partition by as_of_date, grouping, api_type order by {{ value }})
            + count(*) over (partition by as_of_date, grouping, api_type, {{ value }}) - 1
        ) * {{ parts }} - 1
    ) // (2 * count(*) over (partition by as_of_date, grouping, api_type))
{%- endmacro %}

{# Days since the last use in bands, as whole weeks: what people ask for in a list of silent users. #}
{% macro recency_band(days) -%}
    case
        when {{ days }} < 7 then 0
        when {{ days }} < 14 then 1
        when {{ days }} < 28 then 2
        when {{ days }} < 56 then 3
        else 4
    end
{%- endmacro %}

{# A number of at most three digits that count, as people write it. #}
{% macro number_in_words(number) -%}
    case
        when {{ number }} < 10 and round({{ number }}, 1) <> round({{ number }})
            then format('{:.1f}', {{ number }})
        else format('{:,}', cast(round({{ number }}) as bigint))
    end
{%- endmacro %}

{# Of two days of a user, what each scaled column changed by, and the same in words; null where no words fit. #}
{% macro moved_features(earlier, later) -%}
    {%- set measured = {
        'volume': ('typical_calls', 'calls per day of use ', ''),
        'recency': ('days_since_last_use', 'last used ', ' days ago'),
        'frequency': ('use_days', 'days of use ', ''),
        'gap': ('mean_gap_days', 'days between uses ', ''),
        'span': ('use_duration', 'days from first to last use ', ''),
    } -%}
    {%- set told = {
        'irregularity': ('gaps less regular', 'gaps more regular'),
        'weekend': ('more use at weekends', 'less use at weekends'),
        'spread': ('daily calls less even', 'daily calls more even'),
        'growth': ('daily calls rising', 'daily calls falling'),
        'centre': ('use grew denser', 'use thinned out'),
    } -%}
    [
        {%- for feature, (column, before, after) in measured.items() %}
        {
            'feature': '{{ feature }}',
            'change': {{ later }}.{{ feature }} - {{ earlier }}.{{ feature }},
            'words': {{ sql_text(before) }} || nullif(
                {{ number_in_words(earlier ~ '.' ~ column) }} || ' → '
                || {{ number_in_words(later ~ '.' ~ column) }},
                {{ number_in_words(earlier ~ '.' ~ column) }} || ' → '
                || {{ number_in_words(earlier ~ '.' ~ column) }}
            ) || {{ sql_text(after) }}
        },
        {%- endfor %}
        {%- for feature, (more, less) in told.items() %}
        {
            'feature': '{{ feature }}',
            'change': {{ later }}.{{ feature }} - {{ earlier }}.{{ feature }},
            'words': if(
                {{ later }}.{{ feature }} > {{ earlier }}.{{ feature }},
                {{ sql_text(more) }}, {{ sql_text(less) }}
            )
        }{{ ',' if not loop.last }}
        {%- endfor %}
    ]
{%- endmacro %}

{# Whether a user calls at most half as much in the last four weeks as in the four before. #}
{% macro is_falling(day) -%}
    {{ day }}.recent_calls > 0 and 2 * {{ day }}.recent_calls <= {{ day }}.earlier_calls
{%- endmacro %}
