"""Headlight in the browser: `streamlit run streamlit_app.py`."""

from pages.shared.navigation import run_chosen_page

run_chosen_page()
