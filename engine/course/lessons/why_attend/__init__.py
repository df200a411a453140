"""The lesson "Why attend at all?": its words, its settings, its numbers and its figures."""
