"""What bench.py measures, a file for each benchmark; `inside/` has what runs in the environment."""
