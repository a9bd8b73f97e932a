"""The package that the course derives: small neural networks in NumPy, their gradients, and the
referees that check them.

Reading order, the referees after what they judge:

    activations, losses    one function each, with its derivative beside it
    network                layers, the forward pass, and backpropagation
    optimizers, training   what to do with a gradient, and how often
    data                   Iris, split and standardised
    autodiff               a program that writes its own walk back while it runs
    gradcheck, symbolic    the referees: a number for a piece of code, a proof for a formula
    validation             the checks of what someone hands in
    chapters               the chapters in their order, and what each is called
    article                the claims of the article that the course started from, and their trials
    exercises, plotting    the checks and the pictures of the notebooks, a module a chapter
    telling                what a picture draws, as text that can be compared
    refresh, handouts      commands: execute the notebooks again; write what a teacher hands out

An equation (5.4) is the fourth of notebook 5. Importing `helpers` imports none of the modules.
"""

import logging

# When it is first imported, matplotlib warns that it builds a cache of fonts, or keeps it in a
# temporary folder: no news for the reader of a notebook.
logging.getLogger("matplotlib").setLevel(logging.ERROR)
