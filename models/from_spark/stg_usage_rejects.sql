{{ config(enabled=features_path() != '', post_hook="{{ write_csv(this, 'usage_rejects.csv') }}") }}

-- Spark names files by their whole path.
{% set files = 'select to_json(list(distinct file_name)) from ' ~ handed_over(this.name) %}
{% set paths = run_query(files).rows[0][0] if execute else '[]' %}

select * replace (shown_names ->> file_name as file_name)
from {{ handed_over(this.name) }}
cross join (
    select cast({{ sql_text(tojson(call_python('file_names', [paths or '[]', project_path('')]))) }} as json) as shown_names
)
order by file_name, row_number
