"""Answering a survey: the information sheet, a topic a page, check your answers, send."""

import logging

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from surveys import branching, keys
from surveys.forms import PageForm
from surveys.links import invitation_id
from surveys.models import SurveyInvitation
from surveys.services import draft_of, save_draft, send_answers, stop_reminders

log = logging.getLogger(__name__)
LINK_IN_SESSION = "survey_invitation"


@require_safe
def survey_by_link(request, token):
    """The link of a mail: takes itself out of the address, and opens the information sheet."""
    invitation = SurveyInvitation.objects.by_link(invitation_id(token)).select_related("survey").first()
    if invitation is None:
        raise Http404
    if not invitation.survey.can_still_be_answered(timezone.now()):
        # The link is spent: it says so to whoever holds it, and nothing about its owner.
        return render(request, "surveys/survey_closed.html", {"survey": invitation.survey}, status=410)
    _remember_link(request, str(invitation.pk))
    return redirect("survey_start", pk=invitation.survey_id)


@require_safe
def survey_start(request, pk):
    """The information sheet, which comes before any question."""
    invitation = _own_invitation(request, pk)
    if invitation is None:
        return _to_sign_in(request)
    return render(request, "surveys/survey_start.html", _about(invitation))


@require_http_methods(["GET", "POST"])
def survey_page(request, pk, page):
    """One topic. What is sent is kept in the draft, and the next topic follows (or the one before)."""
    invitation = _open_invitation(request, pk)
    if isinstance(invitation, HttpResponse):
        return invitation
    answers = draft_of(invitation)
    pages = _pages(invitation, answers)
    place = next((i for i, (number, _, _) in enumerate(pages) if number == page), None)
    if place is None:
        raise Http404
    _, title, questions = pages[place]
    form = PageForm(request.POST if request.method == "POST" else None, initial=answers, questions=questions)
    if request.method == "POST":
        onward = _keep_page(request, invitation, form, page)
        if onward is not None:
            return onward
    context = {"form": form, "title": title, "place": place + 1, "number_of_pages": len(pages)}
    return render(request, "surveys/survey_page.html", _about(invitation) | context)


def _keep_page(request, invitation, form, page):
    """Save what was sent of this page, and say where to go; None to show the page again with its errors."""
    fine = form.is_valid()
    answers = form.merged_with(form.initial)
    try:
        save_draft(invitation, answers)
    except ValidationError as problem:
        form.add_error(None, problem)
        fine = False
        not_any_more = _not_any_more(request, invitation)
        if not_any_more is not None:
            return not_any_more
    if "X-PLP-Autosave" in request.headers:
        return HttpResponse(status=422 if form.has_mistakes else 204)
    if "back" in request.POST and not form.has_mistakes:
        return _onward(
            invitation, [n for n, _, _ in _pages(invitation, answers) if n < page][-1:], "survey_start"
        )
    if fine:
        return _onward(invitation, [n for n, _, _ in _pages(invitation, answers) if n > page], "survey_check")
    return None


def _onward(invitation, pages, otherwise):
    """To the first of these pages: question 1 decides which there are. Else to what stands before or after all."""
    if pages:
        return redirect("survey_page", pk=invitation.survey_id, page=pages[0])
    return redirect(otherwise, pk=invitation.survey_id)


@require_http_methods(["GET", "POST"])
def survey_check(request, pk):
    """Everything once more, the consent sentence, and the one button that sends."""
    invitation = _open_invitation(request, pk)
    if isinstance(invitation, HttpResponse):
        return invitation
    answers = branching.only_asked(list(invitation.survey.questions.all()), draft_of(invitation))
    pages = _pages(invitation, answers)
    missing = [q for _, _, page in pages for q in page if q.required and not answers.get(q.code)]
    if missing:  # or sent this moment from another window, and the draft with it
        return _not_any_more(request, invitation) or redirect("survey_page", pk=pk, page=missing[0].page)
    problem = None
    if request.method == "POST":
        try:
            send_answers(invitation, answers)
            return redirect("survey_thanks", pk=pk)
        except ValidationError as refusal:
            problem = refusal.messages[0]
    not_any_more = _not_any_more(request, invitation) if problem else None
    context = _about(invitation) | {"sections": _sections(pages, answers), "problem": problem}
    return not_any_more or render(request, "surveys/survey_check.html", context)


def _sections(pages, answers):
    return [
        {"title": title, "page": number, "rows": [(q.words, answers.get(q.code)) for q in page]}
        for number, title, page in pages
    ]


@require_safe
def survey_thanks(request, pk):
    """The answers have gone. No time, no receipt: there is nothing that could be shown."""
    invitation = _own_invitation(request, pk)
    if invitation is None:
        return _to_sign_in(request)
    return render(request, "surveys/survey_thanks.html", _about(invitation))


@require_POST
def survey_stop_reminders(request, pk):
    """No more mails about this survey; answering stays possible."""
    invitation = _own_invitation(request, pk)
    if invitation is None:
        return _to_sign_in(request)
    stop_reminders(invitation)
    return redirect("survey_start", pk=pk)


def _to_sign_in(request):
    """Signed out: to the sign-in page and back. Signed in without an invitation: there is no such page."""
    if request.user.is_authenticated:
        raise Http404
    return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")


def _own_invitation(request, pk):
    """The invitation of whoever is signed in, else of the link that was followed; None without either."""
    if request.user.is_authenticated:
        found = SurveyInvitation.objects.visible_to(request.user)
    else:
        found = SurveyInvitation.objects.by_link(_followed_link(request))
    return found.filter(survey=pk).select_related("survey__cohort__programme", "participant__user").first()


def _remember_link(request, pk):
    request.session[LINK_IN_SESSION] = [pk, timezone.now().timestamp()]


def _followed_link(request):
    """The invitation whose link this browser followed; forgotten after the quiet time that ends a session too.

    Whoever answers at a shared computer and walks away has not signed in, so no session of theirs would end.
    """
    pk, last_seen = request.session.get(LINK_IN_SESSION, (None, 0))
    if timezone.now().timestamp() - last_seen > settings.SESSION_IDLE_MINUTES * 60:
        request.session.pop(LINK_IN_SESSION, None)
        return None
    _remember_link(request, pk)
    return pk


def _open_invitation(request, pk):
    """The invitation while it can be answered; else the page (a response) that says why not."""
    invitation = _own_invitation(request, pk)
    if invitation is None:
        return _to_sign_in(request)
    return _not_any_more(request, invitation) or invitation


def _not_any_more(request, invitation):
    """The page that says so when this survey cannot (or no longer) be answered by this person; else None."""
    invitation.refresh_from_db(fields=["has_answered"])
    if invitation.has_answered:
        return redirect("survey_thanks", pk=invitation.survey_id)
    if not invitation.survey.is_open(timezone.now()):
        return render(request, "surveys/survey_closed.html", _about(invitation))
    if not keys.are_here(invitation.survey):
        log.error("survey %s takes no answers: its keys are not in the folder of keys", invitation.survey_id)
        context = _about(invitation) | {"is_out_of_order": True}
        return render(request, "surveys/survey_closed.html", context, status=503)
    return None


def _pages(invitation, answers):
    return branching.pages(branching.asked(list(invitation.survey.questions.all()), answers))


def _about(invitation):
    survey = invitation.survey
    now = timezone.now()
    return {
        "survey": survey,
        "invitation": invitation,
        "programme": survey.cohort.programme,
        "is_open": survey.is_open(now),
        "is_early": now < survey.opens_at,
    }
