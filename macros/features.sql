{# The numeric features, in the order in which people read them. #}
{% macro feature_names() %}
    {{ return([
        'days_before_first_use', 'days_since_last_use', 'use_days', 'use_duration', 'use_density',
        'mean_gap_days', 'gap_irregularity', 'use_centre', 'weekend_share', 'same_weekday_share', 'avg_cont_use', 'longest_streak', 'current_streak',
        'total_calls', 'total_calls_log10', 'calls_per_use_day', 'typical_calls_log10',
        'sd_calls_log10', 'busiest_day_share', 'peak_count', 'usage_range', 'mean_usage_scaled',
        'sd_usage_scaled', 'trend_slope', 'trend_relative', 'growth_log10',
    ]) }}
{% endmacro %}
