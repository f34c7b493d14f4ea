from kit.privacy import FOR_THE_PROGRAMME, WITH_ITS_OWNER, Field

FIELDS = {
    "CheckInSession.id": Field("random key", FOR_THE_PROGRAMME),
    "CheckInSession.cohort": Field("the cohort it is for", FOR_THE_PROGRAMME),
    "CheckInSession.kind": Field("launch or check-in", FOR_THE_PROGRAMME),
    "CheckInSession.number": Field("which one of its kind", FOR_THE_PROGRAMME),
    "CheckInSession.starts_at": Field("when it starts", FOR_THE_PROGRAMME),
    "CheckInSession.minutes": Field("how long it takes", FOR_THE_PROGRAMME),
    "CheckInSession.place": Field("where it is", FOR_THE_PROGRAMME),
    "CheckInSession.link": Field("the joining link", FOR_THE_PROGRAMME),
    "CheckInSession.version": Field("how often people were told of its time", FOR_THE_PROGRAMME),
    "CheckInSession.published_at": Field("when participants could first see it", FOR_THE_PROGRAMME),
    "CheckInSession.moved_at": Field("when its time or place last changed", FOR_THE_PROGRAMME),
    "CheckInSession.cancelled_at": Field("when it was called off", FOR_THE_PROGRAMME),
    "Attendance.id": Field("random key", WITH_ITS_OWNER),
    "Attendance.session": Field("which session", WITH_ITS_OWNER, own_copy=True),
    "Attendance.participant": Field("whose answer and attendance it is", WITH_ITS_OWNER, own_copy=True),
    "Attendance.answer": Field("coming or not this time; optional", WITH_ITS_OWNER, own_copy=True),
    "Attendance.answered_at": Field("when that was said", WITH_ITS_OWNER, own_copy=True),
    "Attendance.attended": Field("whether they came", WITH_ITS_OWNER, own_copy=True),
    "Attendance.marked_by": Field("the facilitator who wrote that down", WITH_ITS_OWNER),
}
