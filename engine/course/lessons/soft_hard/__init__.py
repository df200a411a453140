"""The lesson "Soft or hard: what can be learned": its words, its settings, its numbers and its figures."""
