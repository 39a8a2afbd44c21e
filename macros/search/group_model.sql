{# A change in how features are made or scaled makes stored groups those of something else: raise this number. #}
{% macro feature_version() %}{{ return(1) }}{% endmacro %}

{# The scaled columns that every user has. #}
{% macro behaviour_columns() %}
    {{ return([
        'volume', 'recency', 'frequency', 'gap', 'irregularity', 'span', 'weekend', 'spread', 'growth', 'centre',
    ]) }}
{% endmacro %}

{# Those that tiers are steps on, as usage_groups.fitting.scale has them. #}
{% macro scale_columns() %}
    {{ return(['volume', 'recency', 'frequency', 'span']) }}
{% endmacro %}

{# How much of whole users' days are those of an API type, by its place. #}
{% macro mix_columns() %}
    {{ return(['type_0', 'type_1', 'type_2', 'type_3', 'type_4', 'type_5', 'type_6', 'type_7', 'type_8']) }}
{% endmacro %}

{# All columns that a model of groups may know. #}
{% macro search_columns() %}
    {{ return(behaviour_columns() + mix_columns()) }}
{% endmacro %}

{# The structure of a stored model, as usage_groups.history.documents writes it, for parsed_json. #}
{% macro model_structure(has_deciles=true) %}
    {% set numbers = {} %}
    {% set described = {} %}
    {% for name in search_columns() %}
        {% do numbers.update({name: 'DOUBLE'}) %}
        {% set feature = {
            'weight': 'DOUBLE', 'low': 'DOUBLE', 'high': 'DOUBLE', 'least': 'DOUBLE', 'most': 'DOUBLE',
        } %}
        {% do feature.update({'deciles': ['DOUBLE']}) if has_deciles %}
        {% do described.update({name: feature}) %}
    {% endfor %}
    {{ return({
        'is_tier': 'BOOLEAN',
        'slope': 'DOUBLE',
        'far_limit': 'DOUBLE',
        'usual_spread': 'DOUBLE',
        'period_days': 'BIGINT',
        'others_place': 'BIGINT',
        'api_types': [{'api_type': 'STRING', 'place': 'BIGINT'}],
        'features': described,
        'components': [{
            'group_id': 'BIGINT', 'constant': 'DOUBLE', 'freedom': 'DOUBLE', 'centres': numbers, 'scales': numbers,
        }],
        'groups': [{
            'group_id': 'BIGINT', 'users': 'BIGINT', 'stability': 'DOUBLE', 'intercept': 'DOUBLE',
            'centres': numbers, 'spreads': numbers,
        }],
    }) }}
{% endmacro %}
