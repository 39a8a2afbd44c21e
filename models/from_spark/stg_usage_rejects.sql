{{ config(enabled=features_path() != '', post_hook="{{ write_csv(this, 'usage_rejects.csv') }}") }}

select *
from {{ handed_over(this.name) }}
order by file_name, row_number
