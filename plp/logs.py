"""JSON log lines with a request id, and without anything about people."""

import contextvars
import logging
import re
import uuid

from pythonjsonlogger.json import JsonFormatter as BaseJsonFormatter

request_id = contextvars.ContextVar("request_id", default="-")
# What a line may carry beside its message: keys, counts and codes.
HARMLESS_EXTRAS = {"status_code", "count", "seconds", "kind", "message_id", "problem", "reminder", "task"}
ADDRESS = re.compile(r"[^\s<>\"'=]+@[^\s<>\"']+")


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
    """One JSON object a line, of which nothing tells about a person.

    Of an exception its type and place, never its message (it may quote words); of a request the name of its
    page, never its address (it may hold a token); of what is logged beside the message only what is on a
    short list; and whatever still looks like an e-mail address is struck out.
    """

    def __init__(self):
        super().__init__(
            "{asctime}{levelname}{name}{message}{request_id}",
            style="{",
            rename_fields={"asctime": "at", "levelname": "level", "name": "logger"},
        )

    def add_fields(self, log_record, record, message_dict):
        super().add_fields(log_record, record, message_dict)
        kept = {"at", "level", "logger", "message", "request_id"} | HARMLESS_EXTRAS
        if record.exc_info:
            kept = kept | {"exc_info"}
        for name in set(log_record) - kept:
            del log_record[name]
        log_record["message"] = _without_people(record, log_record.get("message", ""))

    def formatException(self, ei):
        kind, _, traceback = ei
        lines = [f"{frame.tb_frame.f_code.co_filename}:{frame.tb_lineno}" for frame in _frames(traceback)]
        return f"{kind.__name__} at " + " < ".join(reversed(lines))


def _without_people(record, message):
    request = getattr(record, "request", None)
    if request is not None:
        match = getattr(request, "resolver_match", None)
        return f"{getattr(request, 'method', '')} {match.view_name if match else 'no such page'}"
    problem = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
    if problem is not None:
        for words in {str(problem), repr(problem)} - {""}:
            message = message.replace(words, type(problem).__name__)
    return ADDRESS.sub("[address]", message)


def _frames(traceback):
    while traceback is not None:
        yield traceback
        traceback = traceback.tb_next
