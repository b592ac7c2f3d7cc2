"""The practice account run alone: prints one line of JSON and serves until it is told to stop."""

import argparse
import json
import os
import signal
import sys
import threading
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from types import FrameType

from leadway_desktop.practice.fault_help import fault_help
from leadway_desktop.practice.faults import Fault
from leadway_desktop.practice.scenarios import SCENARIOS
from leadway_desktop.practice.server import PracticeServer

OTHER_TOKENS = ("token_read_only", "token_wrong_scope", "token_wrong_location", "token_revoked")
LAST_PORT = 65535


def main(argv: Sequence[str] | None = None) -> int:
    """Serve until SIGINT or SIGTERM; return 0, or 1 when the port is taken, 2 for bad use."""
    options = _parser().parse_args(argv)
    if options.list_scenarios:
        for scenario in SCENARIOS.values():
            sys.stdout.write(f"{scenario.name:16} {scenario.summary}\n")
        return 0
    try:
        server = PracticeServer(
            port=options.port,
            bucket_port=options.bucket_port,
            seed=options.seed,
            scenario=options.scenario,
            rate_limit=not options.no_rate_limit,
            certificate=options.certificate,
            bucket_url=options.bucket_url,
        )
    except OSError as error:
        sys.stderr.write(f"The certificate cannot be used: {error}\n")
        return 1
    server.faults.add(*options.fault)
    return _serve(server)


def _serve(server: PracticeServer) -> int:
    told_to_stop = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        told_to_stop.set()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        with server:
            sys.stdout.write(json.dumps(description(server), ensure_ascii=False) + "\n")
            sys.stdout.flush()
            _wait(told_to_stop)
    except OSError as error:
        sys.stderr.write(f"The practice account cannot start: {error}\n")
        return 1
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return 0


def _wait(told_to_stop: threading.Event) -> None:
    """Wait in short steps: on Windows a wait without end would not see Ctrl-C."""
    while not told_to_stop.wait(0.5):
        continue


def description(server: PracticeServer) -> dict[str, object]:
    """Return what a program needs to use a running practice account."""
    account = asdict(server.account)
    tokens = {name.removeprefix("token_"): account.pop(name) for name in OTHER_TOKENS}
    return account | {"tokens": tokens, "scenario": server.scenario.name, "pid": os.getpid()}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="leadway-desktop practice",
        description="Run the practice account: a local server that plays Leadway and its storage.",
        epilog=fault_help(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--port", type=_port, default=0, help="port of the API (default: any free)")
    parser.add_argument("--bucket-port", type=_port, default=0, help="port of the bucket")
    parser.add_argument("--seed", type=int, default=1, help="decides people and dice (default: 1)")
    parser.add_argument("--scenario", choices=SCENARIOS, default="calm", metavar="NAME")
    parser.add_argument("--list-scenarios", action="store_true", help="name them all and exit")
    parser.add_argument(
        "--fault",
        type=_fault,
        action="append",
        default=[],
        metavar="JSON",
        help="""such as '{"step": "put", "kind": "reset", "at_byte": 1000000}'; see below""",
    )
    parser.add_argument("--no-rate-limit", action="store_true", help="count nothing")
    parser.add_argument(
        "--certificate", type=Path, metavar="PEM", help="speak https; the file holds the key too"
    )
    parser.add_argument(
        "--bucket-url",
        default="",
        metavar="URL",
        help="where clients reach the bucket, if something stands before it",
    )
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > LAST_PORT:
        raise argparse.ArgumentTypeError(f"must be a number from 0 to {LAST_PORT}")
    return int(text)


def _fault(text: str) -> Fault:
    try:
        return Fault.from_json(json.loads(text))
    except (ValueError, TypeError) as error:
        raise argparse.ArgumentTypeError(str(error)) from error
