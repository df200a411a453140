"""The function that Transformers calls in the place of its own attention, and what it keeps of each layer.

Which models there are and how they are loaded is in engine/models; running one is in engine/running.
"""
