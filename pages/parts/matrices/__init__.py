"""What the page Matrices is made of: what is typed, what it is read as, its readings, every step on the screen.

Matrices in links and files and the steps themselves are in engine/matrices.
"""
