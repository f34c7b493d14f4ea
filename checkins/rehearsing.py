"""The rehearsal of publishing: what everybody will see, whom it invites now and in which words, what is missing."""

from itertools import groupby

from django.utils import timezone

from checkins.mails import launch_words, session_words
from checkins.models import CheckInSession
from checkins.services import INVITED_BEFORE, invitations_to
from notifications.delivery import compose
from notifications.models import Message
from participants.models import Pause

# Whose link this is, it answers for: the facilitator reads where it stands, not the link itself.
THEIR_LINK = "[a link of their own]"


def rehearsal_of(cohort, now):
    """For the template: the sessions to be published, the letters that go at once, and what comes later."""
    today = timezone.localdate(now)
    coming = cohort.sessions.standing().filter(starts_at__gt=now).order_by("starts_at", "pk")
    coming = {session.pk: session for session in coming}
    sessions = [session for session in coming.values() if session.published_at is None]
    for session in coming.values():
        session.cohort = cohort
        session.published_at = session.published_at or now
    messages = list(invitations_to(coming.values(), now)) if sessions else []
    people = cohort.participants.taking_part(today).select_related("user").by_name()
    by_account = {person.user_id: person for person in people}
    away = Pause.objects.on(today).filter(participant__cohort=cohort).select_related("participant__user")
    return {
        "sessions": sessions,
        "without_link": [session for session in sessions if not session.link],
        "letters": [
            _letter(coming, kind, about, [by_account[message.to_id] for message in group])
            for (kind, about), group in groupby(messages, lambda message: (message.kind, message.about_id))
        ],
        "invited": len({message.to_id for message in messages}),
        "messages_to_send": len(messages),
        "later": [
            (session, timezone.localdate(session.starts_at - INVITED_BEFORE))
            for session in sessions
            if session.kind == CheckInSession.Kind.CHECK_IN and session.starts_at > now + INVITED_BEFORE
        ],
        "people_count": len(by_account),
        "away": [(pause.participant, pause.until) for pause in away.order_by("until", "pk")],
    }


def _letter(coming, kind, about, people):
    """One of the invitations as the first of its readers gets it, and the names of all who do."""
    people = sorted(people, key=lambda person: str(person).casefold())
    reader = next((person for person in people if not person.user.mail_is_shared), people[0])
    if kind == "launch_invitation":
        launches = [session for session in coming.values() if session.kind == session.Kind.LAUNCH]
        words = launch_words(launches[0].cohort, launches, reader, link=_their_link)
    else:
        words = session_words(coming[about], reader, link=_their_link)
    email = compose(Message(kind=kind, to=reader.addressee), words)
    return {"people": people, "reader": reader, "email": email}


def _their_link(session, participant, answer=""):
    return THEIR_LINK
