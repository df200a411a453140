"""Models: which there are, where their files come from, what is checked of them, and how they are loaded.

Running one on an input is in engine/running.
"""
