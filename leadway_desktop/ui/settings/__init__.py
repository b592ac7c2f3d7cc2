"""The rows of the settings window and what their values are edited with."""
