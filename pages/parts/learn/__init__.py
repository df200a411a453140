"""What the page Learn is made of: the list of lessons, a screen with its figure and its guess, the lecture view.

The lessons and what is true in them are in engine/course, a visitor's guesses are kept by pages/shared/learner.
"""
