"""Sketches side by side."""
