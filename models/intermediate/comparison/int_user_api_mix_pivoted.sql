with user_api_shares as (
    select * from {{ ref('int_user_api_shares') }}
),

api_type_places as (
    select
        *,
        max(place) over () as last_place
    from {{ ref('int_api_type_places') }}
),

place_shares as (
    select
        user_api_shares.user_id,
        api_type_places.place,
        api_type_places.last_place,
        least({{ exact_sum('user_api_shares.day_share') }}, 1) / 2 + 0.5 as mix_share
    from user_api_shares
    inner join api_type_places on user_api_shares.api_type = api_type_places.api_type
    group by user_api_shares.user_id, api_type_places.place, api_type_places.last_place
)

select
    user_id,
    {{ mix_share(0) }} as type_0,
    {{ mix_share(1) }} as type_1,
    {{ mix_share(2) }} as type_2,
    {{ mix_share(3) }} as type_3,
    {{ mix_share(4) }} as type_4,
    {{ mix_share(5) }} as type_5,
    {{ mix_share(6) }} as type_6,
    {{ mix_share(7) }} as type_7,
    {{ mix_share(8) }} as type_8
from place_shares
group by user_id, last_place
