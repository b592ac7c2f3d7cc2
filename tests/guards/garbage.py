"""Cyclic garbage is collected between tests, in their own thread, as the program does it.

Python would collect in whatever thread happens to allocate: a test's thread would free a widget
that another test has left in a cycle.
"""

import gc
from collections.abc import Iterator

import pytest

from leadway_desktop.workers.garbage import collect_if_due


@pytest.fixture(autouse=True)
def garbage_collected_in_this_thread() -> Iterator[None]:
    gc.disable()
    yield
    collect_if_due()
