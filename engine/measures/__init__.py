"""What is said of a row and of a head in numbers and labels: NumPy only.

What there is to know of each number is written once, in numbers.py. How the numbers are computed from queries and keys,
with torch, is in engine/measures/computing.
"""
