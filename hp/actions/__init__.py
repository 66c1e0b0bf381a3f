"""What several rooms do to a response and a round. Each action commits once, as its last line.

Functions whose docstring says "does not commit" are parts that actions are made of.
"""
