"""The lesson "What attention does not explain": its words, its settings, its numbers and its figures."""
