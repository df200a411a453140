"""The least that an app like ours can be: a text typed, a line of text, one chart. Its times are Streamlit's own."""

import zlib

import numpy as np
import plotly.graph_objects as go
import streamlit as st

SIZE = 12

text = st.text_input("Text", "The old man told a long story.")
st.text(f"You wrote: {text}")
weights = np.random.default_rng(zlib.crc32(text.encode())).dirichlet(np.ones(SIZE), SIZE)
figure = go.Figure(go.Heatmap(z=weights, zmin=0, zmax=1))
figure.update_yaxes(tickvals=list(range(SIZE)), ticktext=text.split()[:SIZE])
st.plotly_chart(figure, key="chart")
