"""`dates`, a small translator of our own: dates in English words to ISO dates, trained here by one command."""
