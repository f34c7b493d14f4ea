"""Messages of care: fit checks, calls, and how a partnership ends or goes on. None says what somebody wrote."""

from django.utils import timezone

from notifications.kinds import Kind
from partnerships.models import ContactRequest, FitCheck, LearningPartner, Partnership
from partnerships.services.contacting import may_read, people_to_tell


def place_context(place, message):
    """What letters about a place need. `goodbye`: the kind words somebody who left at that moment chose."""
    others = place.partnership.partners.exclude(participant__user_id=message.to_id)
    left = others.filter(left_at=place.left_at).exclude(kind_words="") if place.left_at else ()
    return {
        "partnership": place.partnership,
        "span": place.partnership.span(),
        "today": timezone.localdate(),
        "cohort": place.partnership.cohort,
        "programme": place.partnership.cohort.programme,
        "goodbye": next((other.get_kind_words_display() for other in left), ""),
    }


def _place(message):
    places = LearningPartner.objects.select_related("partnership__cohort__programme")
    return places.filter(pk=message.about_id).first()


def _about_place(message):
    return place_context(_place(message), message)


def _completed(message):
    ended = Partnership.objects.ended().filter(ending=Partnership.Ending.COMPLETE)
    return ended.filter(partners__pk=message.about_id).exists()


def _goes_on(message):
    place = _place(message)
    return place is not None and place.is_current and place.partnership.is_current


def _at_its_end(message):
    """Nobody has ended, extended or paused it meanwhile."""
    if not _goes_on(message):
        return False
    partnership, today = _place(message).partnership, timezone.localdate()
    current = Partnership.objects.nobody_pausing(today).filter(pk=partnership.pk)
    return current.exists() and partnership.span().ends_on <= today


def _check(message):
    checks = FitCheck.objects.select_related("place__partnership__cohort__programme")
    return checks.filter(pk=message.about_id).first()


def _about_check(message):
    return place_context(_check(message).place, message)


def _may_still_ask(message):
    """Whether they answered is not asked: both partners get it at the same moment, always."""
    check = _check(message)
    if check is None or not (check.place.is_current and check.place.partnership.is_current):
        return False
    today = timezone.localdate()
    return Partnership.objects.nobody_pausing(today).filter(pk=check.place.partnership_id).exists()


def _call(message):
    calls = ContactRequest.objects.select_related(
        "participant__cohort__programme", "participant__cohort__cover"
    )
    return calls.filter(pk=message.about_id).first()


def _about_call(message):
    cohort = _call(message).participant.cohort
    return {"call_id": message.about_id, "cohort": cohort, "programme": cohort.programme}


def _call_waits(message):
    call = _call(message)
    return call is not None and call.is_waiting and may_read(message.to, call)


def _nobody_opens_it(message):
    call = _call(message)
    if call is None or not call.is_waiting:
        return False
    told = people_to_tell(call, timezone.now())
    return any((person.pk, kind) == (message.to_id, message.kind) for person, kind in told)


CARE_KINDS = [
    Kind(
        "fit_check",
        "How is it going?",
        _about_check,
        still_true=_may_still_ask,
        optional=True,
        audience="all partners alike, on day 30 and each quarter; nobody on a break",
    ),
    Kind(
        "contact_request",
        "Somebody asks to be contacted",
        _about_call,
        still_true=_call_waits,
        audience="the facilitators it is not kept from",
    ),
    Kind(
        "contact_cover",
        "A call nobody has opened",
        _about_call,
        still_true=_call_waits,
        audience="the named cover, after one working day",
    ),
    Kind(
        "contact_nobody",
        "A call that nobody may open",
        _about_call,
        still_true=_nobody_opens_it,
        audience="administrators, when neither a facilitator nor the cover opens a call",
    ),
    Kind(
        "partnership_completed",
        "A partnership came to its planned end",
        _about_place,
        still_true=_completed,
        audience="its partners",
    ),
    Kind(
        "partnership_extended",
        "A partnership goes on longer, or not",
        _about_place,
        still_true=_goes_on,
        audience="its partners, without whoever said so",
    ),
    Kind(
        "partnership_reopened",
        "A partnership begins again",
        _about_place,
        still_true=_goes_on,
        audience="its partners",
    ),
    Kind(
        "ending_question",
        "How would you like to go on?",
        _about_place,
        still_true=_at_its_end,
        audience="partners who have come to the end they planned, and at the longest time once more",
    ),
]
