with parsed as (
    select
        grouping,
        api_type,
        user_count,
        {{ parsed_json('model', model_structure()) }} as model
    from {{ ref('int_group_models') }}
    where json_array_length(model, 'groups') > 0
),

deciles as (
    {% for name in behaviour_columns() %}
        select
            parsed.grouping,
            parsed.api_type,
            '{{ name }}' as feature,
            parsed.user_count as users,
            parsed.model.features.{{ name }}.deciles as tenths
        from parsed
        {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    grouping,
    api_type,
    feature,
    {% for tenth in range(1, 10) %}
        tenths[{{ tenth }}] as quantile_{{ tenth }},
    {% endfor %}
    users
from deciles
