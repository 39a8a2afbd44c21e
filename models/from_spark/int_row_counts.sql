{{ config(enabled=features_path() != '') }}

select *
from {{ handed_over(this.name) }}
