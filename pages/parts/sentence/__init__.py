"""What the page Sentence is made of: its input, the readings, one long head, the model's card, what comes next.

What it shows of a reading as the Matrices page does is in pages/parts/reading.
"""
