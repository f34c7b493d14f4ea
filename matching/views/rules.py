from copy import copy

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from matching.effect import effect_of
from matching.fitting import pool_of
from matching.models import Topic
from matching.rule_forms import RulesForm, TopicForm
from matching.services import ruling
from matching.topics import topics_found
from matching.views.board import cohort_matched
from matching.vocabulary import TOPICS
from participants.views.finding import done


@require_http_methods(["GET", "HEAD", "POST"])
def matching_rules(request, pk):
    """What matters when people are paired, and what a change of it does. Only the button that says so saves."""
    cohort = cohort_matched(request, pk)
    saved = ruling.rules_of(cohort.programme)
    form = RulesForm(request.POST or None, instance=copy(saved))
    if request.POST.get("deed") == "save" and done(
        form, lambda: ruling.save_rules(form.instance, cohort=cohort, by=request.user)
    ):
        messages.success(
            request, "The rules are saved. The matching page orders its suggestions by them now."
        )
        return redirect("matching_rules", pk=pk)
    tried = saved if not form.is_bound else form.instance if form.is_valid() else None
    effect = effect_of(pool_of(cohort), saved, tried) if tried else None
    context = _context(cohort, request.user, form) | {"effect": effect}
    return render(request, "matching/matching_rules.html", context)


@require_safe
def topic_list(request, pk):
    """The programme's topics, and in how many profiles of this cohort each is found."""
    cohort = cohort_matched(request, pk)
    topics, profiles = topics_found(cohort)
    context = _context(cohort, request.user) | {
        "topics": topics,
        "profiles": profiles,
        "defaults": [name for name, _ in TOPICS],
    }
    return render(request, "matching/topic_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def topic_add(request, pk):
    cohort = cohort_matched(request, pk)
    ruling.require_may_save(cohort, request.user)
    form = TopicForm(request.POST or None)
    if done(form, lambda: ruling.save_topic(form.instance, cohort=cohort, by=request.user)):
        messages.success(request, f"The topic “{form.instance.name}” is added.")
        return redirect("topic_list", pk=pk)
    return render(request, "matching/topic_add.html", _context(cohort, request.user, form))


@require_http_methods(["GET", "HEAD", "POST"])
def topic_edit(request, pk, topic):
    cohort, topic = _topic(request, pk, topic)
    ruling.require_may_save(cohort, request.user)
    form = TopicForm(request.POST or None, instance=copy(topic))
    if done(form, lambda: ruling.save_topic(form.instance, cohort=cohort, by=request.user)):
        messages.success(request, f"The topic “{form.instance.name}” is saved.")
        return redirect("topic_list", pk=pk)
    context = _context(cohort, request.user, form) | {"topic": topic}
    return render(request, "matching/topic_edit.html", context)


@require_POST
def topic_remove(request, pk, topic):
    cohort, topic = _topic(request, pk, topic)
    name = topic.name
    ruling.remove_topic(topic, cohort=cohort, by=request.user)
    messages.success(request, f"The topic “{name}” is removed.")
    return redirect("topic_list", pk=pk)


@require_POST
def topic_begin(request, pk):
    """Take over the topics that come with the software, to change them."""
    cohort = cohort_matched(request, pk)
    number = ruling.begin_topics(cohort, by=request.user)
    messages.success(
        request,
        f"{number} topics to begin with. Change them as you like." if number else "There are topics already.",
    )
    return redirect("topic_list", pk=pk)


def _topic(request, pk, topic):
    cohort = cohort_matched(request, pk)
    topics = Topic.objects.visible_to(request.user).filter(programme=cohort.programme_id)
    return cohort, get_object_or_404(topics, pk=topic)


def _context(cohort, user, form=None):
    return {"cohort": cohort, "form": form, "may_save": ruling.may_save_rules(cohort, user)}
