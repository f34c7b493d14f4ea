"""Pages of the demo: be anybody at one click, and read every mail as its recipient would.

`plp.access` answers 404 for all of them unless PLP_DEMO is set, and to any caller but this machine itself.
"""

from django.contrib.auth import login
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST

from accounts.models import User
from notifications.previews import sandboxed
from plp.demo import mailbox
from plp.demo.people import people_to_be


@require_POST
def demo_sign_in(request, pk):
    """Be one of the demo's people, without a password."""
    allowed = {person.user_id for person in people_to_be()}
    if pk not in allowed:
        raise Http404
    user = get_object_or_404(User, pk=pk)
    login(request, user, backend="plp.sign_in.Backend")
    return redirect("home")


def demo_people(request):
    """Everyone one can be, by name and role."""
    return render(request, "demo/demo_people.html", {"people": people_to_be()})


def demo_mail(request):
    """Every mail the catcher received, newest first."""
    return render(request, "demo/demo_mail.html", {"mails": mailbox.newest(100)})


def demo_mail_message(request, name):
    """One mail: its head, and its text as the recipient sees it."""
    mail = mailbox.read(name)
    if mail is None:
        raise Http404
    return render(request, "demo/demo_mail_message.html", {"mail": mail})


@xframe_options_sameorigin
def demo_mail_html(request, name):
    """The HTML of one mail, for a sandboxed frame."""
    mail = mailbox.read(name)
    if mail is None:
        raise Http404
    return sandboxed(HttpResponse(mail.html.replace("<head>", '<head><base target="_top">', 1)))
