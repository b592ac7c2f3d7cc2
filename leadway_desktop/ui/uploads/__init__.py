"""Uploads in the window: one model, its filters and totals, words, looks and views."""
