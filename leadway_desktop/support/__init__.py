"""What helps when something is wrong: `doctor`'s examination, and the report for support.

Above the window's words, below the command line and the window's composition root, which share it.
"""
