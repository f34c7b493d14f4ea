"""JSON log lines with a request id, and without anything about people."""

import contextvars
import logging
import uuid

from pythonjsonlogger.json import JsonFormatter as BaseJsonFormatter

request_id = contextvars.ContextVar("request_id", default="-")


class RequestIdMiddleware:
    """Gives each request a random id, for its log lines and its `X-Request-ID` header."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        token = request_id.set(uuid.uuid4().hex)
        request.request_id = request_id.get()
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = request.request_id
            return response
        finally:
            request_id.reset(token)


class RequestIdFilter(logging.Filter):
    def filter(self, record):
        record.request_id = request_id.get()
        return True


class JsonFormatter(BaseJsonFormatter):
    """One JSON object a line; of an exception its type and place, never its message (it may quote words)."""

    def __init__(self):
        super().__init__(
            "{asctime}{levelname}{name}{message}{request_id}",
            style="{",
            rename_fields={"asctime": "at", "levelname": "level", "name": "logger"},
        )

    def formatException(self, ei):
        kind, _, traceback = ei
        lines = [f"{frame.tb_frame.f_code.co_filename}:{frame.tb_lineno}" for frame in _frames(traceback)]
        return f"{kind.__name__} at " + " < ".join(reversed(lines))


def _frames(traceback):
    while traceback is not None:
        yield traceback
        traceback = traceback.tb_next
