{# Each part has groups in use, once. #}
{% test one_current_model(model) %}
    select
        part_key,
        count(*) filter (where is_current) as current_count
    from {{ model }}
    group by part_key
    having count(*) filter (where is_current) <> 1
{% endtest %}
