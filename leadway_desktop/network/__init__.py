"""The wire: the only place that imports httpx."""

import sys

# httpx takes along its own command line, with click, rich and pygments, wherever those happen to be
# installed: 30 ms of every start. Without it, httpx goes on as where they are not.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
