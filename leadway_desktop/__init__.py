"""Leadway Desktop: attach files to Leadway CRM conversations from the desktop."""

__version__ = "0.1.0"
"""The one place of the version: the build, the window and the command line read it here."""

NAME = "Leadway Desktop"
"""What its users call it, in every language."""
