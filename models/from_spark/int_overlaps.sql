{{ config(enabled=features_path() != '') }}

{{ handed_over_with_names(this.name, ['overlapping_file', 'other_overlapping_file']) }}
