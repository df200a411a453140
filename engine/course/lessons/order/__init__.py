"""The lesson "Order: the transpose and the product": its words, its settings, its numbers and its figures."""
