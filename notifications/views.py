from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from notifications.models import Message


@require_safe
def message_list(request):
    """What the programme has written to me: that, and when. The words are in the e-mail and nowhere else."""
    mine = Message.objects.visible_to(request.user).sent().order_by("-sent_at", "pk")
    page = Paginator(mine, 50).get_page(request.GET.get("page"))
    return render(request, "notifications/message_list.html", {"page": page})
