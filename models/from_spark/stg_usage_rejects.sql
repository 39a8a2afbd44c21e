{{ config(enabled=features_path() != '', post_hook="{{ write_csv(this, 'usage_rejects.csv') }}") }}

select *
from ({{ handed_over_with_names(this.name, ['file_name']) }})
order by file_name, row_number
