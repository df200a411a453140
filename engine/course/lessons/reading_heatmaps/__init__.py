"""The lesson "Reading a heatmap": its words, its settings, its numbers and its figures."""
