"""What every page shows of a reading, of a text as of matrices: the verdict, the atlas of heads, one head, one query.

What only a text has (its input, a long head, what comes next) is in pages/parts/sentence.
"""
