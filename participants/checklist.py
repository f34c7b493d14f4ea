"""What belongs to one's profile, each part with where it stands: the lines of the task list."""

from django.urls import reverse

from participants.services import what_sending_needs


def profile_tasks(participant):
    """The parts of a profile, in order, as `components/task_list.html` shows them."""
    tasks = [_about(participant), _answers(participant), _practical(participant), _assistant(participant)]
    return [*tasks, _sending(participant)] if participant.is_unfinished else tasks


def _about(participant):
    hint = "The place you could take, and where you work"
    return _task(participant, "About you", "profile_about", hint, done=bool(participant.could_be))


def _answers(participant):
    answered = sum(bool(answer.strip()) for answer in participant.profile.answers)
    hint = "What your partner will read, once there is one"
    status = f"{answered} of 3" if answered else "To do"
    return _task(
        participant, "Your three answers", "profile_answers", hint, done=answered == 3, status=status
    )


def _practical(participant):
    profile = participant.profile
    done = bool(profile.mode or profile.days or profile.access_needs)
    hint = "How and when you like to meet, and what makes it accessible"
    return _task(participant, "Practical things", "profile_practical", hint, done=done, status="Optional")


def _assistant(participant):
    done = participant.delegations.current().exists()
    hint = "Only if somebody else keeps your diary"
    title = "An assistant who plans your meetings"
    return _task(participant, title, "delegation_list", hint, done=done, status="Optional")


def _sending(participant):
    title = "Read what we typed, and send it" if participant.typed_by_id else "Check and send"
    if what_sending_needs(participant):
        return {"title": title, "hint": "When your place and your three answers are there", "done": False}
    return _task(participant, title, "profile_check", "", done=False)


def _task(participant, title, view, hint, *, done, status="To do"):
    return {
        "title": title,
        "href": reverse(view, args=[participant.pk]),
        "hint": hint,
        "done": done,
        "status": "Done" if done else status,
    }
