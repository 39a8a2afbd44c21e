{# One user's use of one API type, or of all, over the as-of days. #}
{% macro one_series() -%}
    grouping, api_type, user_id
{%- endmacro %}

{# Days for which users stay new and returned, and after which others' next use is looked at. #}
{% macro outlook_days() -%}
    28
{%- endmacro %}

{# How clearly, 0 to 1, a user must be in a group to have moved there. #}
{% macro clear_enough() -%}
    0.9
{%- endmacro %}

{# How clearly, 0 to 1, a user's place is that of a group and not of the next one: as the confidence, without what
   is the group's own, for whether other users would make such a group is nothing that a move depends on. #}
{% macro clearness(margin, is_tier, slope) -%}
    coalesce(
        1 / (1 + exp(-least(
            case when {{ is_tier }} then {{ slope }} * sqrt(greatest({{ margin }}, 0)) else {{ margin }} end, 30
        ))),
        1.0
    )
{%- endmacro %}

{# Days back to the use that a user's present use is compared with: two months. #}
{% macro comparison_days() -%}
    62
{%- endmacro %}

{# How far from it the use must be for a move, where one is a difference that people would remark: the farther,
   the fewer days of use there are. #}
{% macro clear_distance(use_days) -%}
    0.3 + 1.5 / sqrt({{ use_days }})
{%- endmacro %}

{# The columns that groups are made of, see int_clustering_features. #}
{% macro scaled_features() %}
    {{ return([
        'volume', 'recency', 'frequency', 'gap', 'irregularity', 'span', 'weekend', 'spread', 'growth', 'centre'
    ]) }}
{% endmacro %}

{# These columns of a user's day, as one. #}
{% macro place_of_day() -%}
    struct_pack({% for feature in scaled_features() %}{{ feature }} := {{ feature }}{{ ', ' if not loop.last }}{% endfor %})
{%- endmacro %}

{# A column of a user's day that is kept whole. #}
{% macro of_day(day, column) -%}
    struct_extract({{ day }}, '{{ column }}')
{%- endmacro %}

{# Squared distance of two days of a user in the scaled columns, recency apart: silence is no move. #}
{% macro squared_distance(earlier, later) -%}
    (
        {%- for feature in scaled_features() if feature != 'recency' %}
        power({{ of_day(earlier, feature) }} - {{ of_day(later, feature) }}, 2){{ ' +' if not loop.last }}
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

{# How long a user is silent, in bands: in multiples of the user's own mean gap, or in weeks where there are
   too few days of use for one. #}
{% macro recency_band(day) -%}
    case
        when {{ day }}.use_days > 2
            then case
                when {{ day }}.days_since_last_use <= {{ day }}.mean_gap_days then 0
                when {{ day }}.days_since_last_use <= 3 * {{ day }}.mean_gap_days then 1
                when {{ day }}.days_since_last_use <= 6 * {{ day }}.mean_gap_days then 2
                when {{ day }}.days_since_last_use <= 12 * {{ day }}.mean_gap_days then 3
                else 4
            end
        when {{ day }}.days_since_last_use < 7 then 5
        when {{ day }}.days_since_last_use < 14 then 6
        when {{ day }}.days_since_last_use < 28 then 7
        else 8
    end
{%- endmacro %}

{# Whether a user with a habit is silent for three times the own mean gap; a long weekend is no silence. #}
{% macro is_overdue(day) -%}
    {{ day }}.use_days > 2
    and {{ day }}.days_since_last_use > 3 * {{ day }}.mean_gap_days
    and {{ day }}.days_since_last_use > 4
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
            'change': {{ of_day(later, feature) }} - {{ of_day(earlier, feature) }},
            'words': {{ sql_text(before) }} || nullif(
                {{ number_in_words(of_day(earlier, column)) }} || ' → '
                || {{ number_in_words(of_day(later, column)) }},
                {{ number_in_words(of_day(earlier, column)) }} || ' → '
                || {{ number_in_words(of_day(earlier, column)) }}
            ) || {{ sql_text(after) }}
        },
        {%- endfor %}
        {%- for feature, (more, less) in told.items() %}
        {
            'feature': '{{ feature }}',
            'change': {{ of_day(later, feature) }} - {{ of_day(earlier, feature) }},
            'words': if(
                {{ of_day(later, feature) }} > {{ of_day(earlier, feature) }},
                {{ sql_text(more) }}, {{ sql_text(less) }}
            )
        }{{ ',' if not loop.last }}
        {%- endfor %}
    ]
{%- endmacro %}

{# How many users have a value below each decile of the search, or up to it; what is as near as rounding is equal. #}
{% macro users_at_bounds(comparison, rounding) -%}
    [
        {%- for tenth in range(1, 10) %}
        count(*) filter (where feature_value {{ comparison }} deciles[{{ tenth }}] {{ rounding }}){{ ',' if not loop.last }}
        {%- endfor %}
    ]
{%- endmacro %}

{# Whether a user calls at most half as much in the last four weeks as in the four before. #}
{% macro is_falling(day) -%}
    {{ day }}.recent_calls > 0 and 2 * {{ day }}.recent_calls <= {{ day }}.earlier_calls
{%- endmacro %}

{# The share of those alike who fall silent from which on that is a reason to watch a user. #}
{% macro least_risk() -%}
    0.3
{%- endmacro %}

{# What a user is watched for, in numbers. #}
{% macro watch_details(day) -%}
    case
        when {{ day }}.reason = 'silent beyond own gaps'
            then format(
                'last used {:,} days ago, usually every {}',
                {{ day }}.days_since_last_use,
                regexp_replace({{ number_in_words(day ~ '.mean_gap_days') }} || ' days', '^1 days$', 'day')
            )
        when {{ day }}.reason in ('falling', 'growing beyond the range')
            then format(
                'calls in four weeks {:,} → {:,}', {{ day }}.earlier_calls, {{ day }}.recent_calls
            )
        else format(
            'used since {}, {:,} calls in four weeks',
            strftime({{ day }}.first_used_on, '%Y-%m-%d'), {{ day }}.recent_calls
        )
    end
{%- endmacro %}
