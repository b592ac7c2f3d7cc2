"""Cyclic garbage is collected in the window's thread alone.

Python collects in whatever thread happens to allocate. A cycle that holds a widget, freed by an
upload thread while the window's thread deletes the widget's parent, is a segmentation fault.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_INTERVAL = 500
"""Milliseconds between two looks; cycles are few, and each look costs microseconds."""


class GarbageCollector(QObject):
    """While it runs, cycles are freed by a timer of the thread that made it, and nowhere else."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(_INTERVAL)
        self._timer.timeout.connect(collect_if_due)
        self._was_enabled = gc.isenabled()
        gc.disable()
        self._timer.start()

    def stop(self) -> None:
        """Leave it to whom it was left before."""
        self._timer.stop()
        if self._was_enabled:
            gc.enable()


def collect_if_due() -> None:
    """Free cycles in this thread, by Python's own thresholds: the oldest generation that is due."""
    counts, thresholds = gc.get_count(), gc.get_threshold()
    due = [age for age in range(len(counts)) if counts[age] > thresholds[age]]
    if due:
        gc.collect(due[-1])
