from audit.models import AuditEvent


def record(*, by, verb, thing, cohort=None, private=False):
    """Write down that `by` did `verb` to `thing`, in the caller's transaction.

    by: a user, or None for the system itself. verb: past tense, "released". thing: any saved model
    instance. cohort: the cohort it happened in, if any. private: that and when it was done is nobody's
    business but the actor's. Takes no content on purpose: see `AuditEvent`.
    """
    return AuditEvent.objects.create(
        actor_id=by.pk if by is not None else None,
        verb=verb,
        thing_type=thing._meta.label_lower,
        thing_id=thing.pk,
        cohort_id=cohort.pk if cohort is not None else None,
        is_private=private,
    )


def record_many(*, by, verb, things, cohort=None):
    """The same line of history for many things at once, in one statement (an import of 2,000 people)."""
    AuditEvent.objects.bulk_create(
        (
            AuditEvent(
                actor_id=by.pk if by is not None else None,
                verb=verb,
                thing_type=thing._meta.label_lower,
                thing_id=thing.pk,
                cohort_id=cohort.pk if cohort is not None else None,
            )
            for thing in things
        ),
        batch_size=1000,
    )
