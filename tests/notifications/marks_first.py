"""The control of `test_survives.py`: an outbox that marks a message as sent before it sends it."""

import django

django.setup()

from django.core.mail import get_connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from notifications.delivery import render  # noqa: E402
from notifications.models import Message  # noqa: E402

connection = get_connection()
for message in Message.objects.due(timezone.now()).select_related("to"):
    Message.objects.filter(pk=message.pk).update(state=Message.State.SENT, sent_at=timezone.now())
    email = render(message)
    email.connection = connection
    email.send()
