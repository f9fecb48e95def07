"""The training world: a real campaign's structure, with made-up doors, in a database of its own.

`sketch` is the one thing that passes from the real installation to the training one, `drawing` reads it
from the real, `building` makes the other from it, `mark` is how a database says that it is for training.
"""
