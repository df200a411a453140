"""Models that nobody has vouched for: where one is in a folder, whether its sizes are true, and how it is tried out."""
