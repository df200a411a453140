"""What the page Challenge is made of: the run that the link holds, a problem against the clock, the badge.

The rules and the codes are in engine/course/sets, the badge is drawn in viz/course.
"""
