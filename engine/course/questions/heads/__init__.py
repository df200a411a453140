"""Questions on real recordings: heads to classify, rows to read."""
