"""The lesson "Masks: what a query may not see": its words, its settings, its numbers and its figures."""
