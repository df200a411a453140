"""One run of a model on one input: a text, a picture, a translation or a continuation that it writes.

What is measured of a run is in engine/reading.
"""
