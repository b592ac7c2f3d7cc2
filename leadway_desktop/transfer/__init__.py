"""The upload engine: no Qt, no httpx, no files of its own; it speaks to ports."""
