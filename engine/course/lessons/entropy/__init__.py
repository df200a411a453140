"""The lesson "Entropy: uniform against focused": its words, its settings, its numbers and its figures."""
