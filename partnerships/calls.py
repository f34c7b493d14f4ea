"""When a call that nobody opened goes on to the cover. Pure."""

from datetime import time

from django.utils import timezone

from kit.calendars import at_local, is_working_day, next_working_day

MORNING = time(9)


def cover_due_at(asked_at):
    """One working day after a call: at the same time of the next working day.

    What comes at a weekend or on a bank holiday counts from nine in the morning of the first working day.
    """
    asked = timezone.localtime(asked_at)
    if is_working_day(asked.date()):
        return at_local(next_working_day(asked.date()), asked.time())
    first = next_working_day(asked.date())
    return at_local(next_working_day(first), MORNING)
