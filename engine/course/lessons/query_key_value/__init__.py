"""The lesson "Query, key and value": its words, its settings, its numbers and its figures."""
