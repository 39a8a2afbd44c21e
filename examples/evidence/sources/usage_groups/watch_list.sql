select * from watch_list
