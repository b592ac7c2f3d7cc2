"""The wire: the only place that imports httpx."""
