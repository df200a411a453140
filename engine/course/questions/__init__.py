"""The questions: what one is, where they come from, and all of them in one bank."""
