"""The control endpoint: other programs set faults and read the record, with a key of its own."""

import hmac
import json

from leadway_desktop.practice.errors import ApiError
from leadway_desktop.practice.faults import Fault, FaultBook
from leadway_desktop.practice.http_base import Reply, Request
from leadway_desktop.practice.record import Record
from leadway_desktop.practice.validation import MOST_JSON_BYTES

PREFIX = "/practice/"
KEY_HEADER = "X-Practice-Key"


class Control:
    """GET, POST and DELETE ``/practice/faults``; GET ``/practice/record``."""

    def __init__(self, *, key: str, faults: FaultBook, record: Record) -> None:
        self._key = key
        self._faults = faults
        self._record = record

    def owns(self, request: Request) -> bool:
        """Tell whether a request is for this endpoint."""
        return request.path.startswith(PREFIX)

    def answer(self, request: Request) -> Reply:
        """Do what is asked, if the key is right."""
        try:
            return self._work(request)
        except ApiError as error:
            return Reply(error.status, _json_headers(), error.body())

    def _work(self, request: Request) -> Reply:
        given = request.header(KEY_HEADER).encode("latin-1", "replace")
        if not hmac.compare_digest(given, self._key.encode()):
            raise ApiError(401, f"{KEY_HEADER} is missing or wrong")
        match request.method, request.path.removeprefix(PREFIX):
            case "GET", "record":
                return _reply(self._record.to_json())
            case "GET", "faults":
                return self._in_force()
            case "POST", "faults":
                self._faults.add(*_read_faults(request))
                return self._in_force()
            case "DELETE", "faults":
                self._faults.clear()
                return self._in_force()
        raise ApiError(404, f"Cannot {request.method} {request.path}")

    def _in_force(self) -> Reply:
        return _reply({"faults": [fault.to_json() for fault in self._faults.in_force()]})


def _read_faults(request: Request) -> list[Fault]:
    try:
        content = json.loads(request.body.read_all(MOST_JSON_BYTES))
        wanted = content if isinstance(content, list) else [content]
        return [Fault.from_json(one) for one in wanted]
    except (ValueError, TypeError) as error:
        raise ApiError(422, str(error)) from error


def _reply(content: object) -> Reply:
    return Reply(200, _json_headers(), json.dumps(content, ensure_ascii=False).encode())


def _json_headers() -> tuple[tuple[str, str], ...]:
    return (("Content-Type", "application/json; charset=utf-8"),)
