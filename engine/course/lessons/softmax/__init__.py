"""The lesson "Softmax: from scores to shares": its words, its settings, its numbers and its figures."""
