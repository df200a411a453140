"""The lessons, a folder each: the words, settings, numbers and figures of one; order.toml puts them in order."""
