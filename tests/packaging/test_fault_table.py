"""The table of faults can be written anew: the tests that fill it are where it looks for them."""

import fault_table


def test_the_tests_that_fill_the_table_are_there() -> None:
    assert [test for test in fault_table.TESTS if not (fault_table.ROOT / test).is_file()] == []
