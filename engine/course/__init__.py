"""The course: its content as data, and what checks, fills and marks it. Nothing here imports Streamlit."""
