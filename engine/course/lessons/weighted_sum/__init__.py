"""The lesson "The output is a weighted sum": its words, its settings, its numbers and its figures."""
