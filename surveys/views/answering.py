"""Answering a survey: the information sheet, a topic a page, check your answers, send."""

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from surveys import branching
from surveys.forms import PageForm
from surveys.keys import read_draft
from surveys.links import invitation_id
from surveys.models import SurveyDraft, SurveyInvitation
from surveys.services import save_draft, send_answers, stop_reminders

LINK_IN_SESSION = "survey_invitation"


@require_GET
def survey_by_link(request, token):
    """The link of a mail: takes itself out of the address, and opens the information sheet."""
    invitation = SurveyInvitation.objects.by_link(invitation_id(token)).first()
    if invitation is None:
        raise Http404
    request.session[LINK_IN_SESSION] = str(invitation.pk)
    return redirect("survey_start", pk=invitation.survey_id)


@require_GET
def survey_start(request, pk):
    """The information sheet, which comes before any question."""
    invitation = _own_invitation(request, pk)
    if invitation is None:
        return _to_sign_in(request)
    return render(request, "surveys/survey_start.html", _about(invitation))


def survey_page(request, pk, page):
    """One topic. What is sent is kept in the draft, and the next topic follows."""
    invitation = _open_invitation(request, pk)
    if isinstance(invitation, HttpResponse):
        return invitation
    answers = _draft(invitation)
    pages = branching.pages(branching.asked(list(invitation.survey.questions.all()), answers))
    place = next((i for i, (number, _, _) in enumerate(pages) if number == page), None)
    if place is None:
        raise Http404
    _, title, questions = pages[place]
    form = PageForm(request.POST or None, initial=answers, questions=questions)
    if request.method == "POST":
        fine = form.is_valid()
        codes = {question.code for question in questions}
        kept = {code: answer for code, answer in answers.items() if code not in codes}
        save_draft(invitation, kept | form.answers_so_far())
        if "X-PLP-Autosave" in request.headers:
            return HttpResponse(status=204)
        if fine:
            return _next_page(invitation, page)
    context = {"form": form, "title": title, "place": place + 1, "number_of_pages": len(pages)}
    previous = pages[place - 1][0] if place else None
    return render(request, "surveys/survey_page.html", _about(invitation) | context | {"previous": previous})


def survey_check(request, pk):
    """Everything once more, the consent sentence, and the one button that sends."""
    invitation = _open_invitation(request, pk)
    if isinstance(invitation, HttpResponse):
        return invitation
    questions = list(invitation.survey.questions.all())
    answers = branching.only_asked(questions, _draft(invitation))
    pages = branching.pages(branching.asked(questions, answers))
    missing = [q for _, _, page in pages for q in page if q.required and not answers.get(q.code)]
    if missing:
        return redirect("survey_page", pk=pk, page=missing[0].page)
    if request.method == "POST":
        try:
            send_answers(invitation, answers)
        except ValidationError as problem:
            context = _about(invitation) | {"problem": problem.messages[0]}
            return render(request, "surveys/survey_closed.html", context, status=409)
        return redirect("survey_thanks", pk=pk)
    sections = [
        {"title": title, "page": number, "rows": [(q.words, answers.get(q.code)) for q in page]}
        for number, title, page in pages
    ]
    return render(request, "surveys/survey_check.html", _about(invitation) | {"sections": sections})


@require_GET
def survey_thanks(request, pk):
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
        found = SurveyInvitation.objects.by_link(request.session.get(LINK_IN_SESSION))
    return found.filter(survey=pk).select_related("survey__cohort__programme", "participant__user").first()


def _open_invitation(request, pk):
    """The invitation while it can be answered; else the page (a response) that says why not."""
    invitation = _own_invitation(request, pk)
    if invitation is None:
        return _to_sign_in(request)
    if invitation.has_answered:
        return redirect("survey_thanks", pk=pk)
    if not invitation.survey.is_open(timezone.now()):
        return render(request, "surveys/survey_closed.html", _about(invitation))
    return invitation


def _next_page(invitation, page):
    """The page after this one, for the answers given by now: question 1 decides which pages there are."""
    questions = branching.asked(list(invitation.survey.questions.all()), _draft(invitation))
    later = [number for number, _, _ in branching.pages(questions) if number > page]
    if later:
        return redirect("survey_page", pk=invitation.survey_id, page=later[0])
    return redirect("survey_check", pk=invitation.survey_id)


def _draft(invitation):
    draft = SurveyDraft.objects.filter(invitation=invitation).first()
    return read_draft(invitation.survey, draft.locked) if draft else {}


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
