"""The settings window: every setting, where its value comes from, and what is wrong with it."""
