"""What tests have to say goes from the process that ran them to the one that prints."""

from collections.abc import Callable, Generator

import pytest

Tell = Callable[[str], None]

_TOLD = "told"


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Tell:
    """Have a text, such as a table, printed at the end of the test run, failed or not."""

    def tell(text: str) -> None:
        request.node.user_properties.append((_TOLD, text))

    return tell


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Spell out halves of characters, which tests print on purpose and no process can send."""
    report = yield
    report.sections = [
        (title, text.encode("utf-8", "backslashreplace").decode())
        for title, text in report.sections
    ]
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests have told."""
    for outcome in ("passed", "failed"):
        for report in terminalreporter.getreports(outcome):
            for text in (text for name, text in report.user_properties if name == _TOLD):
                terminalreporter.write_line(text)
