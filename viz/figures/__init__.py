"""Figures for Plotly: numbers in, a finished go.Figure out. The drawings of the course are in viz/sketch."""
