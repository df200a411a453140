"""What the pages are made of, a folder each; parts/reading and parts/questions serve several pages.

The scripts that put them together are in pages, what any page may use is in pages/shared; nothing here computes.
"""
