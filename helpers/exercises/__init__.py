"""The checks of the exercises, one module a chapter, called by the stem of its notebook.

A check is called with an answer and prints a line: not attempted yet; correct; or what is wrong,
where, and, if the answer is a known mistake, why. A module's `progress()` prints what is done.
`checking` holds the three kinds of check, and `comparing` what they count as equal; the other
modules hold data.
"""
