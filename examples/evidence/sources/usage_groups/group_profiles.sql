select * from group_profiles
