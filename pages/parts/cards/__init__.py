"""What the page Recall cards is made of: the card, which cards, how far one is.

The cards themselves and when each comes back are in engine/course/memory, progress is kept by pages/shared/learner.
"""
