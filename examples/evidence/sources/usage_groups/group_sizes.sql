select * from group_sizes where grouping = 'user' and not is_dormant
