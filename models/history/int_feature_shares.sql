with as_of_labels as (
    select
        grouping,
        api_type,
        as_of_date,
        user_id,
        {{ scaled_features() | join(', ') }}
    from {{ ref('int_as_of_labels') }}
    where not is_dormant
),

-- Of very many users some are enough: always the same ones.
sampled as (
    select *
    from as_of_labels
    qualify
        {{ in_sample(
            'user_id', 'count(*) over (partition by grouping, api_type, as_of_date)', 20000
        ) }}
),

feature_values as (
    unpivot sampled
    on {{ scaled_features() | join(', ') }}
    into name feature value feature_value
),

-- Quantiles are stored rounded: what is as near as that to one is equal to it.
group_model_quantiles as (
    select
        grouping,
        api_type,
        feature,
        users,
        [
            quantile_1, quantile_2, quantile_3, quantile_4, quantile_5,
            quantile_6, quantile_7, quantile_8, quantile_9
        ] as deciles
    from {{ ref('int_group_model_quantiles') }}
)

select
    feature_values.grouping,
    feature_values.api_type,
    feature_values.as_of_date,
    feature_values.feature,
    count(*) as users,
    any_value(group_model_quantiles.users) as model_users,
    {{ users_at_bounds('<', '- 0.001') }} as below,
    {{ users_at_bounds('<=', '+ 0.001') }} as up_to,
    len(list_distinct(any_value(group_model_quantiles.deciles))) as bounds
from feature_values
inner join group_model_quantiles
    on
        feature_values.grouping = group_model_quantiles.grouping
        and feature_values.api_type is not distinct from group_model_quantiles.api_type
        and feature_values.feature = group_model_quantiles.feature
group by
    feature_values.grouping,
    feature_values.api_type,
    feature_values.as_of_date,
    feature_values.feature
