"""Browser components of our own as elements of a page: here is when they are drawn and what a pick in them does.

Their JavaScript and the packing of their data are in viz/components.
"""
