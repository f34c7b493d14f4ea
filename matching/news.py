"""What a colleague did on the board just now, in a few words: never to whom."""

from django.contrib.auth import get_user_model

from audit.models import AuditEvent

DID = {
    ("matching.match", "proposed"): "proposed a pair",
    ("matching.match", "agreed"): "agreed to a pair",
    ("matching.match", "declined"): "declined a pair",
    ("matching.match", "withdrew"): "took a pair apart",
    ("matching.match", "heard_yes"): "noted a yes to learning in three",
    ("matching.match", "drafted"): "made a draft",
    ("matching.match", "pinned"): "pinned a draft",
    ("matching.match", "unpinned"): "unpinned a draft",
    ("matching.matchinground", "drew"): "had the rest put together as drafts",
    ("matching.matchinground", "cleared"): "took the drafts away",
    ("matching.matchernote", "noted"): "wrote a note",
    ("matching.matchernote", "deleted"): "deleted a note",
    ("matching.override", "set_aside"): "set something aside for two people",
    ("matching.override", "took_back"): "took back what was set aside",
}
CHANGED = "The board has changed: it now shows how it stands."


def news_of(round, user):
    """ "Ruth Shaw proposed a pair.", of the last thing done; without a name when it was one's own doing."""
    events = AuditEvent.objects.in_cohorts([round.cohort_id]).filter(thing_type__startswith="matching.")
    last = events.order_by("-at").first()
    if last is None or last.actor_id == user.pk or last.actor_id is None:
        return CHANGED
    who = get_user_model().objects.filter(pk=last.actor_id).first()
    did = DID.get((last.thing_type, last.verb))
    return f"{who} {did}." if who and did else CHANGED
