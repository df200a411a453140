"""What attention saw and what follows from it: captures, masks, steps, weights, windows, pictures of long heads.

Nothing is measured here (engine/measures), and no model is known (engine/recording).
"""
