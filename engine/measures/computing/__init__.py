"""How every row of a capture is measured, with torch: at once for a short text, else block by block.

What the numbers mean is in engine/measures.
"""
