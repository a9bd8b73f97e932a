"""The checks of turns and exercises, one module a notebook, called by the stem of its name.

A check is called with an answer and prints a line: not attempted yet; correct; or what is wrong,
where, and, if the answer is a known mistake, why. A module's `progress()` prints what is done, of
the turns in the flow of the notebook (T6.1) and of the exercises at its end (6.1).
`checking` holds the three kinds of check, and `comparing` what they count as equal; the other
modules hold data.
"""
