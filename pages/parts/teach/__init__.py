"""What the page For the teacher is made of: a set of questions with its sheets, and the links to share.

What a set holds is in engine/course/sets, how a sheet is printed in viz/course.
"""
