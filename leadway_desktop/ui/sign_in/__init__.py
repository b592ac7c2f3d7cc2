"""Signing in: the page that asks for a token, and the dialog that asks for another one."""
