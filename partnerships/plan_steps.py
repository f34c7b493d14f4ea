"""What is planned, as home says it: the meeting to come, and the one to log. Read beside the partnership's own row."""

from datetime import timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format

from kit.steps import Step
from partnerships.models import Meeting, PlannedMeeting

SOON = timedelta(days=14)
LOOKING_BACK = timedelta(days=21)


def planned_beside(now):
    """Beside each of many partnerships, in their query: `plan_to_log`, `plan_to_come`, a list of one or none."""
    plans = PlannedMeeting.objects.filter(partnership=OuterRef("pk"))
    facts = JSONObject(key="pk", starts_at="starts_at", mode="mode", minutes="minutes")
    to_log = plans.to_log(now).filter(starts_at__gte=now - LOOKING_BACK).order_by("-starts_at")
    return {
        "plan_to_log": ArraySubquery(to_log.values(one=facts)[:1]),
        "plan_to_come": ArraySubquery(plans.to_come(now).values(one=facts)[:1]),
    }


def planned_steps(partnership, names, now):
    """The steps about what is planned: at most one to log, and one to come."""
    steps = [_to_log(partnership, names, plan) for plan in partnership.plan_to_log]
    return steps + [_to_come(partnership, names, plan, now) for plan in partnership.plan_to_come]


def _to_log(partnership, names, plan):
    log = reverse("meeting_log", args=[partnership.pk]) + f"?plan={plan['key']}"
    return Step(
        f"You planned to meet {names} on {_when(plan)}",
        log,
        action="It took place: log it",
        rank=14,
        also=(
            ("It did not happen", f"{log}&cancelled=1"),
            ("Find another time", reverse("meeting_move", args=[plan["key"]])),
        ),
    )


def _to_come(partnership, names, plan, now):
    soon = _starts_at(plan) <= now + SOON
    return Step(
        f"Meet {names} on {_when(plan)}, {Meeting.in_a_sentence(plan['mode'])}",
        reverse("partnership_detail", args=[partnership.pk]),
        action="Where, and how to join",
        rank=16 if soon else 38,
        also=(("Move", reverse("meeting_move", args=[plan["key"]])),),
    )


def _starts_at(plan):
    return parse_datetime(plan["starts_at"])


def _when(plan):
    return date_format(timezone.localtime(_starts_at(plan)), "l j F, H:i")
