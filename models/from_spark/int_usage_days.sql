{{ config(enabled=features_path() != '', materialized='view') }}

select *
from {{ handed_over(this.name) }}
