"""What Windows tells, counted down to what is ours: never ahead of what was acknowledged."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from leadway_desktop.network.unacknowledged import left_of

RECORD = 16 * 1024


def test_without_tls_the_wire_has_our_bytes_alone() -> None:
    assert left_of(1000, 0, is_tls=False) == 1000
    assert left_of(1000, 400, is_tls=False) == 600
    assert left_of(1000, 1000, is_tls=False) == 0


def test_nonsense_is_clamped() -> None:
    for is_tls in (True, False):
        assert left_of(1000, -50, is_tls=is_tls) == 1000
        assert left_of(1000, 10**9, is_tls=is_tls) == 0


@given(records=st.integers(1, 10_000), overhead=st.integers(17, 29), acked=st.floats(0, 1))
def test_over_tls_progress_never_runs_ahead(records: int, overhead: int, acked: float) -> None:
    written, wire = records * RECORD, records * (RECORD + overhead)
    gone = int(wire * acked)
    truly = gone * RECORD // (RECORD + overhead)
    assert left_of(written, gone, is_tls=True) >= written - truly - 1
    # And it does not stay behind by more than the overhead itself.
    assert left_of(written, gone, is_tls=True) <= written - truly + records * 29
