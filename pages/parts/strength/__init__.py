"""What the page Strength test is made of: its questions one after the other, and the result.

Which ten a seed asks, and what an answer counts, is in engine/course/sets.
"""
