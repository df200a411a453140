"""What every page uses: the visitor's choices, the frame with its bar of pages, messages, loading, the learner.

What one page is made of is in pages/parts; components of our own are in elements.
"""
