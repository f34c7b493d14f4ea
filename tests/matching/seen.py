"""What a page shows, as tests ask it."""

import re

from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def queries(client, url, status=200):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == status
    return len(captured)


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]
