"""One long head in a small picture, and the window in it."""
