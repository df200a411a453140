"""The lesson "Several heads share one width": its words, its settings, its numbers and its figures."""
