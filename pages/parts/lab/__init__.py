"""What the page Code lab is made of: the list of exercises, one exercise, what came of it.

The exercises and the running of snippets are in engine/course/lab.
"""
