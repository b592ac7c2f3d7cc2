"""Sending files to customers: drafts, the composer, and how messages stand, in words."""
