"""The checks of the exercises, one module a notebook.

A check is called with an answer and prints a line: not attempted yet; correct; or what is wrong,
where, and, if the answer is a known mistake, why. `checking` holds the three kinds of check; the
other modules hold data.
"""
