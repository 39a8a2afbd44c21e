with group_models as (
    select * from {{ source('previous', 'group_models') }}
    where is_current
),

previous_users as (
    select * from {{ source('previous', 'users') }}
),

clustering_columns as (
    select * from {{ ref('int_clustering_columns') }}
    where grouping = 'user'
),

-- Nobody is known of a file that was pinned: it is taken at its word.
shared_users as (
    select
        count(*) as previous_count,
        count(clustering_columns.user_id) as shared_count
    from previous_users
    left join clustering_columns on previous_users.user_id = clustering_columns.user_id
),

sources as (
    select
        *,
        shared_count >= 0.1 * previous_count as is_same_source
    from shared_users
)

select
    group_models.*,
    sources.is_same_source,
    sources.is_same_source
    and group_models.feature_version = {{ feature_version() }} as is_usable
from group_models
cross join sources
