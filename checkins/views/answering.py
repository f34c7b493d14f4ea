"""Group sessions as learning partners and their assistants meet them."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from checkins.forms import AnswerForm
from checkins.links import read_token
from checkins.models import Attendance, CheckInSession, answerable_by
from checkins.seats import seats_of
from checkins.services import answer_session


@require_safe
def session_list(request):
    """What is coming up, what one has said, who else comes; and what has been."""
    now, sessions = timezone.now(), CheckInSession.objects.visible_to(request.user)
    context = {
        "coming_up": seats_of(request.user, sessions.upcoming(now)),
        "past": seats_of(request.user, sessions.past(now)),
    }
    return render(request, "checkins/session_list.html", context)


@require_http_methods(["GET", "POST"])
def session_answer(request, pk):
    """The choice is made in the address (`?answer=coming`); only the button says it."""
    sessions = CheckInSession.objects.visible_to(request.user).published().select_related("cohort__programme")
    session = get_object_or_404(sessions, pk=pk)
    people = answerable_by(request.user).filter(cohort=session.cohort_id).select_related("user")
    participant = _whom(request, people)
    return _answer(request, session, participant, by=request.user)


@require_http_methods(["GET", "POST"])
def session_answer_by_link(request, token):
    """The same by an invitation's signed link, signed out: good for this one answer and nothing else."""
    found = read_token(token)
    if found is None:
        raise Http404
    session, participant = found
    may = participant.user.is_active and participant.state == participant.State.ACCEPTED
    if not may or participant.user.mail_is_shared or not session.is_open_for_answers:
        context = {"session": session, "is_over": not session.is_open_for_answers}
        return render(request, "checkins/session_link_closed.html", context, status=410)
    return _answer(request, session, participant, by=participant.user, by_link=True)


def _answer(request, session, participant, *, by, by_link=False):
    """Ask, or take the answer. Who came by a link stays on its page: the list of sessions is not for them."""
    said = participant.attendances.filter(session=session).first()
    now_chosen = request.GET.get("answer") or (said.answer if said else "")
    form = AnswerForm(request.POST if request.method == "POST" else None, initial={"answer": now_chosen})
    if form.is_valid():
        try:
            answer_session(session, participant, form.cleaned_data["answer"], by=by)
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            if by_link:
                return redirect(f"{request.path}?done=1")
            messages.success(request, _thanks(session, form.cleaned_data["answer"]))
            return redirect("session_list")
    context = {
        "session": session,
        "participant": participant,
        "is_own": by_link or participant.user_id == request.user.pk,
        "form": form,
        "said": said if said and said.answer else None,
        "done": "done" in request.GET and said is not None and said.answer != "",
    }
    template = "checkins/session_answer_by_link.html" if by_link else "checkins/session_answer.html"
    return render(request, template, context)


def _thanks(session, answer):
    if answer == Attendance.Answer.NOT_THIS_TIME:
        return "Thank you. Not this time, then."
    return (
        f"Thank you. {'We will write the day before.' if session.will_be_reminded_of else 'See you there.'}"
    )


def _whom(request, people):
    """For whom the answer is: oneself, or the person an assistant names in the address."""
    wanted = request.GET.get("for", "")
    for participant in people:
        if str(participant.pk) == wanted or (not wanted and participant.user_id == request.user.pk):
            return participant
    if not wanted and len(people) == 1:
        return people[0]
    raise Http404
