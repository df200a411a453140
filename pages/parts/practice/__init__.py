"""What the page Practice questions is made of: which questions, one question, free recall.

How a question looks and how questions are chosen is in pages/parts/questions, since other pages ask too.
"""
