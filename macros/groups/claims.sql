{# Of a list of claims the first that holds for so large a share of each group's users, of a table of users who
   hold equal claims (group_key, lists of claims, user_count, group_users). #}
{% macro first_claim(claim_sets, claims, least_share) -%}
    select
        group_key,
        claim
    from (
        select
            group_key,
            group_users,
            user_count,
            unnest({{ claims }}) as claim,
            generate_subscripts({{ claims }}, 1) as place
        from {{ claim_sets }}
    ) as single_claims
    where claim is not null
    group by group_key, group_users, place, claim
    having sum(user_count) >= {{ least_share }} * group_users
    qualify row_number() over (partition by group_key order by place, claim) = 1
{%- endmacro %}

{# Two whole numbers as a range in words, or the one that both are. #}
{% macro range_in_words(lowest, highest) -%}
    case
        when {{ lowest }} = {{ highest }} then format('{:,}', cast({{ lowest }} as bigint))
        else format('{:,} to {:,}', cast({{ lowest }} as bigint), cast({{ highest }} as bigint))
    end
{%- endmacro %}

{# What a user has of a measure by which groups of equal names are told apart. #}
{% macro amount_of(features, measure) -%}
    case {{ measure }}
        when 'use_days' then {{ features }}.use_days
        when 'days_since_last_use' then {{ features }}.days_since_last_use
        when 'days_before_first_use' then {{ features }}.days_before_first_use
        when 'use_duration' then {{ features }}.use_duration
        when 'calls_per_use_day' then {{ features }}.calls_per_use_day
        when 'total_calls' then cast({{ features }}.total_calls as double)
    end
{%- endmacro %}
