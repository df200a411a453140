"""The lesson "Why divide by the root of the width?": its words, its settings, its numbers and its figures."""
