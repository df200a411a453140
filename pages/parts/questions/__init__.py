"""A question on the screen, and how its seed, level, subject and kind are chosen: for all pages that ask.

What one page makes of an answer is in that page's own folder.
"""
