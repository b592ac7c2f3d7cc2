"""The conversation list: service it asks, model, words and looks of a row, view, states, pane."""
