"""Finding the thing a page is about, or answering 404 as if there were none."""

from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404

from participants.models import Cohort, Participant, Role


def cohort_of(request, pk, *roles, administrators=False):
    """The cohort, for who holds one of these roles in it (or administers it); 404 for everybody else."""
    cohorts = Cohort.objects.visible_to(request.user).select_related("programme", "cover")
    cohort = get_object_or_404(cohorts, pk=pk)
    if roles and cohort.has_on_team(request.user, *roles):
        return cohort
    if administrators and cohort.is_administered_by(request.user):
        return cohort
    raise Http404


def words_sought(request, cohort):
    """What somebody searches the lists of a cohort for: kept in the session, while the address says "found".

    Names do not belong in an address (access rule 14).
    """
    return request.session.get("sought", {}).get(str(cohort.pk), "") if "found" in request.GET else ""


def keep_words_sought(request, cohort, *filters):
    """Takes a search in: the words go to the session, these filters to the address, which is returned."""
    words = request.POST.get("q", "").replace("\0", "").strip()[:100]
    request.session.setdefault("sought", {})[str(cohort.pk)] = words
    request.session.modified = True
    query = {name: request.POST[name] for name in filters if request.POST.get(name)}
    return f"{request.path}?{urlencode(query | ({'found': 1} if words else {}))}"


def own_profile(request, pk):
    """One's own participation with its profile; somebody else's does not exist here."""
    people = Participant.objects.visible_to(request.user).select_related(
        "cohort__programme", "profile", "user"
    )
    return get_object_or_404(people, pk=pk, user_id=request.user.pk)


def person_of(request, pk, *roles):
    """A participant of a cohort in which the visitor holds one of these roles."""
    people = Participant.objects.visible_to(request.user).select_related(
        "cohort__programme", "profile", "user"
    )
    participant = get_object_or_404(people, pk=pk)
    if not participant.cohort.has_on_team(request.user, *(roles or (Role.FACILITATOR,))):
        raise Http404
    return participant


def done(form, act):
    """Run `act` for a valid form. What a service refuses becomes the form's errors; what was typed stays."""
    return form.is_valid() and accepted(form, act)


def accepted(form, act):
    """Run `act`; a refusal stands next to the field it is about, where the form has that field."""
    try:
        act()
    except ValidationError as refusal:
        by_field = getattr(refusal, "error_dict", {})
        known = bool(by_field) and set(by_field) <= set(form.fields)
        form.add_error(None, refusal if known else refusal.messages)
        return False
    return True
