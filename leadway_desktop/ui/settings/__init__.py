"""The settings window: its rows, what their values are edited with, and what each is called."""
