"""The lesson "Cross-attention: one text reads another": its words, its settings, its numbers and its figures."""
