from audit.models import AuditEvent


def record(*, by, verb, thing, cohort=None):
    """Write down that `by` did `verb` to `thing`, in the caller's transaction.

    by: a user, or None for the system itself. verb: past tense, "released". thing: any saved model
    instance. cohort: the cohort it happened in, if any. Takes no content on purpose: see `AuditEvent`.
    """
    return AuditEvent.objects.create(
        actor_id=by.pk if by is not None else None,
        verb=verb,
        thing_type=thing._meta.label_lower,
        thing_id=thing.pk,
        cohort_id=cohort.pk if cohort is not None else None,
    )
