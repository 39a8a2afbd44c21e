"""What dbt calls: relations in, frames and sentences out."""
