"""Trying a frozen program from outside: what each check does, and what it needs of the system."""
