"""Visitors of a running server, without a browser: one alone, a class, a soak."""
