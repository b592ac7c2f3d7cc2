"""Guards and profiles for every test."""

import os
import signal

from hypothesis import HealthCheck, settings

pytest_plugins = [
    "pytester",
    "tests.guards.garbage",
    "tests.guards.threads",
    "tests.guards.widgets",
    "tests.guards.logs",
    "tests.guards.network",
    "tests.guards.reports",
    "tests.guards.surroundings",
    "tests.guards.clipboard",
    "tests.guards.language",
    "tests.shared",
]

# A shared machine of two cores says nothing about deadlines; a failure prints how to see it again.
settings.register_profile("dev", deadline=None, print_blob=True)
settings.register_profile(
    "ci", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ci" if os.environ.get("CI") else "dev")

# Where nobody said otherwise no test needs a screen, nor opens windows on one.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# A shell starts what runs in its background deaf to Ctrl-C, and programs pass that on: the ones
# that tests interrupt would wait for ever.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
