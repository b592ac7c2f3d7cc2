"""What every test is held to, one guard to a file; tests/conftest.py puts them in place."""
