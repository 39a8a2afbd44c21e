from pathlib import Path

import duckdb
import streamlit as st

published = Path(__file__).resolve().parents[1] / "usage_groups.duckdb"
with duckdb.connect(str(published), read_only=True) as groups:
    st.title("Usage Groups")
    st.dataframe(groups.sql("from watch_list order by rank").df())
    sizes = groups.sql("from group_sizes where grouping = 'user' and not is_dormant").df()
    st.area_chart(sizes, x="as_of_date", y="users", color="group_name")
