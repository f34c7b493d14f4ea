from kit.privacy import Field

A_YEAR = "a year after it was sent"

FIELDS = {
    "Message.id": Field("random key", A_YEAR),
    "Message.key": Field("what the message is about, as keys, so that it is queued once", A_YEAR),
    "Message.kind": Field("the kind of message", A_YEAR, own_copy=True),
    "Message.to": Field("who it goes to", A_YEAR, own_copy=True),
    "Message.about_id": Field("key of the thing it is about", A_YEAR),
    "Message.cohort_id": Field("key of the cohort", A_YEAR),
    "Message.state": Field("waiting, sent, withdrawn or failed", A_YEAR, own_copy=True),
    "Message.created_at": Field("when it was queued", A_YEAR, own_copy=True),
    "Message.next_attempt_at": Field("when it may go", A_YEAR),
    "Message.expires_at": Field("when it would be pointless", A_YEAR),
    "Message.attempts": Field("how often sending was tried", A_YEAR),
    "Message.sent_at": Field("when it was sent", A_YEAR, own_copy=True),
    "Message.last_problem": Field("why it could not be delivered, in a word", A_YEAR),
}
