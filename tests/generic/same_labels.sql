{# Groups of the last as-of day are those that are published. #}
{% test same_labels(model) %}
    select
        scored.part_key,
        scored.series_id
    from {{ ref('int_group_labels_scored') }} as scored
    left join {{ model }} as as_of
        on
            scored.part_key = as_of.part_key
            and scored.series_id = as_of.series_id
            and as_of.as_of_date = (select period_end from {{ ref('int_period') }})
    where
        as_of.group_id is distinct from scored.group_id
        or as_of.confidence is distinct from scored.confidence
{% endtest %}
