{% set marts = [
    'baseline_groups', 'baseline_trials', 'build_info', 'calendar', 'clustering_trials', 'feature_drift',
    'group_differences', 'group_history', 'group_lineage', 'group_measures', 'group_models', 'group_moves',
    'group_name_claims', 'group_outcomes', 'group_profiles', 'group_rules', 'group_sizes', 'key_accounts',
    'published_groups', 'usage_features', 'usage_labeled', 'usage_rejects', 'user_api_groups',
    'user_api_shapes', 'user_groups', 'user_moves', 'watch_list',
] %}
{% for mart in marts %}
    select
        '{{ mart }}' as table_name,
        count(*) as row_count
    from {{ ref(mart) }}
    {{ 'union all' if not loop.last }}
{% endfor %}
order by table_name
