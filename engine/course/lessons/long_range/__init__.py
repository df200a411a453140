"""The lesson "Long range: how far can a word look?": its words, its settings, its numbers and its figures."""
