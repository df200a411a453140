"""All heads of one text as one picture, or only a line of text: `?picture=atlas|subplots|none&tokens=12`."""

import streamlit as st

from benchmarks.shared import heads

picture, tokens = st.query_params["picture"], int(st.query_params["tokens"])
if picture == "atlas":
    source = heads.component_source()
    draw = st.components.v2.component("head_atlas", html=source["html"], css=source["css"], js=source["js"])
    draw(data=st.cache_resource(heads.atlas)(tokens), key="atlas")
elif picture == "subplots":
    st.plotly_chart(st.cache_resource(heads.subplots)(tokens), key="subplots")
else:
    st.text("One line of text.")
