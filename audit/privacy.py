from kit.privacy import Field

SIX_YEARS = "six years, as other programme paperwork"

FIELDS = {
    "AuditEvent.id": Field("random key", SIX_YEARS),
    "AuditEvent.at": Field("when something was done", SIX_YEARS, own_copy=True),
    "AuditEvent.actor_id": Field("key of the person who did it", SIX_YEARS, own_copy=True),
    "AuditEvent.verb": Field("what was done, as a verb", SIX_YEARS, own_copy=True),
    "AuditEvent.thing_type": Field("the kind of thing it was done to", SIX_YEARS, own_copy=True),
    "AuditEvent.thing_id": Field("key of that thing", SIX_YEARS),
    "AuditEvent.cohort_id": Field("key of the cohort", SIX_YEARS),
    "AuditEvent.is_private": Field("whether only the person who did it may read of it", SIX_YEARS),
}
