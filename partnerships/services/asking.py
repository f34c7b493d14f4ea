"""What is asked of all partners alike on a day: how it is going, and how they would like to go on."""

from datetime import timedelta

from django.db.models import DateField, Exists, ExpressionWrapper, F, OuterRef, Value
from django.utils import timezone

from notifications.models import Message
from partnerships.lasting import fit_check_days
from partnerships.models import FitCheck, LearningPartner, Partnership

WINDOW = timedelta(days=28)
STALE = timedelta(days=7)
SHORTEST_MONTH = 28


def fit_checks_due(now):
    """Makes the rows of the day for every partner alike, and yields their mails: the same for all, at one moment.

    Nobody is asked while one of them pauses or after the end. Whether somebody has answered meanwhile changes
    nothing about who gets the mail, so no mail tells of an answer.
    """
    today = timezone.localdate(now)
    _make_rows(today)
    for check in _unasked(today):
        yield Message(
            key=f"fit_check:{check.place_id}:{check.place.participant.user_id}:{check.due_on}",
            kind="fit_check",
            to=check.place.participant.user,
            about_id=check.pk,
            cohort_id=check.place.partnership.cohort_id,
            next_attempt_at=now,
            expires_at=now + STALE,
        )


def _make_rows(today):
    rows = []
    for partnership in _to_ask(today):
        first_after = partnership.cohort.programme.fit_check_days
        days = fit_check_days(partnership.started_on, partnership.breaks(), first_after=first_after)
        due = next((day for day in reversed(days) if day <= today), None)
        if due and today - due < WINDOW:
            rows += [FitCheck(place=place, due_on=due) for place in partnership.partners_now]
    FitCheck.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)


def _to_ask(today):
    """Current partnerships nobody of which pauses today, and that were not asked in the last four weeks."""
    lately = FitCheck.objects.filter(place__partnership=OuterRef("pk"), due_on__gt=today - WINDOW)
    going_on = Partnership.objects.current().nobody_pausing(today).exclude(Exists(lately)).with_breaks()
    return going_on.select_related("cohort__programme").with_current_partners(today)


def _unasked(today):
    asked = Message.objects.filter(kind="fit_check", about_id=OuterRef("pk"))
    places = LearningPartner.objects.current().filter(
        partnership__in=Partnership.objects.current().nobody_pausing(today)
    )
    checks = FitCheck.objects.filter(due_on__gt=today - WINDOW, due_on__lte=today, place__in=places)
    return checks.exclude(Exists(asked)).select_related("place__participant__user", "place__partnership")


def endings_due(now):
    """To all partners alike, once when the end they planned has come, and once when the longest time has.

    Extending, or a pause, moves the day, and then they are asked on the later one. Nobody is asked on a break.
    """
    today = timezone.localdate(now)
    for partnership in _old_enough(today):
        span = partnership.span()
        day = span.ends_at_latest_on if span.ends_at_latest_on <= today else span.ends_on
        if not timedelta(0) <= today - day < WINDOW:
            continue
        for place in partnership.partners_now:
            user = place.participant.user
            yield Message(
                key=f"ending_question:{place.pk}:{user.pk}:{day}",
                kind="ending_question",
                to=user,
                about_id=place.pk,
                cohort_id=partnership.cohort_id,
                next_attempt_at=now,
                expires_at=now + STALE,
            )


def _old_enough(today):
    """Current partnerships nobody of which pauses, that may have had their shortest time."""
    latest_start = ExpressionWrapper(
        Value(today, output_field=DateField())
        - F("cohort__programme__shortest_months") * Value(SHORTEST_MONTH),
        output_field=DateField(),
    )
    going_on = Partnership.objects.current().nobody_pausing(today).annotate(latest_start=latest_start)
    going_on = going_on.filter(started_on__lte=F("latest_start")).with_breaks()
    return going_on.select_related("cohort__programme").with_current_partners(today)
