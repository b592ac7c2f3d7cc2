"""A Windows to try on, where there is none: wine, with Python for Windows and the wheels for it."""
