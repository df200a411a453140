"""Headlight in the browser: `streamlit run streamlit_app.py`.

Streamlit imports this file once, for the server in front of the pages, and runs it as a script for every visitor. It
looks for the server by the words `app = st.App(`.
"""

if __name__ == "__main__":
    from pages.shared.navigation import run_chosen_page

    run_chosen_page()
else:
    import streamlit as st

    from pages.server.app import lifespan, middleware, say_that_it_broke
    from pages.server.settings import check_settings

    check_settings()
    app = st.App(__file__, middleware=middleware(), lifespan=lifespan, on_script_error=say_that_it_broke)
