"""One's own account: name, how one signs in, and words kept when a session ended."""

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import services
from accounts.forms import NameForm, SharedMailForm
from accounts.models import ParkedPost


@require_safe
def account(request):
    context = {
        "has_second_factor": services.has_second_factor(request.user),
        "has_password": request.user.has_usable_password(),
        "single_sign_on": bool(settings.SOCIALACCOUNT_PROVIDERS),
    }
    return render(request, "account/account.html", context)


@require_http_methods(["GET", "POST"])
def account_name(request):
    form = NameForm(request.POST or None, instance=request.user)
    if form.is_valid():
        services.change_name(request.user, **form.cleaned_data, by=request.user)
        messages.success(request, "Your name is kept as you wrote it.")
        return redirect("account")
    return render(request, "account/account_name.html", {"form": form})


@require_http_methods(["GET", "POST"])
@reauthentication_required(allow_get=True, enabled=lambda request: request.user.mail_is_shared)
def account_shared_mail(request):
    """Whoever has read a code in somebody's mail must not be able to say that nobody does."""
    now = {"mail_is_shared": request.user.mail_is_shared}
    form = SharedMailForm(request.POST if request.method == "POST" else None, initial=now)
    if form.is_valid():
        try:
            services.say_mail_is_shared(request.user, form.cleaned_data["mail_is_shared"], by=request.user)
        except ValidationError as problem:
            form.add_error("mail_is_shared", problem)
        else:
            update_session_auth_hash(request, request.user)
            messages.success(
                request,
                "Thank you, we have noted that. Wherever else you were signed in, you are not any more.",
            )
            return redirect("account")
    return render(request, "account/account_shared_mail.html", {"form": form})


@require_safe
def second_factor(request):
    """Where team members are sent until they have a second factor."""
    return render(request, "account/second_factor.html")


@require_safe
def parked_post(request, pk):
    parked = get_object_or_404(ParkedPost.objects.visible_to(request.user), pk=pk)
    return render(request, "account/parked_post.html", {"parked": parked})


@require_POST
def parked_post_delete(request, pk):
    parked = get_object_or_404(ParkedPost.objects.visible_to(request.user), pk=pk)
    services.unpark_post(parked.pk, by=request.user)
    messages.success(request, "What was kept is thrown away.")
    return redirect("home")
