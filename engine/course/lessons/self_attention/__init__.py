"""The lesson "Self-attention: every word asks": its words, its settings, its numbers and its figures."""
