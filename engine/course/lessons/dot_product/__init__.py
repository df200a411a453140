"""The lesson "The dot product: how well a key matches": its words, its settings, its numbers and its figures."""
