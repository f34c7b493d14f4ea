from kit.privacy import FOR_THE_PROGRAMME, WITH_ITS_OWNER, Field

NINETY_DAYS = "90 days after the partnership's end, unless its author keeps it"

FIELDS = {
    "Partnership.id": Field("random key", FOR_THE_PROGRAMME),
    "Partnership.cohort": Field("the cohort it belongs to", FOR_THE_PROGRAMME, own_copy=True),
    "Partnership.started_on": Field("when it began", FOR_THE_PROGRAMME, own_copy=True),
    "Partnership.ended_on": Field("when it ended", FOR_THE_PROGRAMME, own_copy=True),
    "Partnership.ending": Field("in which of three ways it ended", FOR_THE_PROGRAMME, own_copy=True),
    "LearningPartner.id": Field("random key", FOR_THE_PROGRAMME),
    "LearningPartner.partnership": Field(
        "the partnership one has a place in", FOR_THE_PROGRAMME, own_copy=True
    ),
    "LearningPartner.participant": Field("who has the place", FOR_THE_PROGRAMME, own_copy=True),
    "LearningPartner.joined_at": Field("when the place was taken", FOR_THE_PROGRAMME, own_copy=True),
    "LearningPartner.left_at": Field("when the place was left", FOR_THE_PROGRAMME, own_copy=True),
    "LearningPartner.silenced_until": Field(
        "until when no reminder to log is wanted; known to oneself only", WITH_ITS_OWNER, own_copy=True
    ),
    "Aim.id": Field("random key"),
    "Aim.partnership": Field("the partnership the aim belongs to"),
    "Aim.whose": Field("the partner whose aim it is, empty for a shared one", own_copy=True),
    "Aim.words": Field("the aim, encrypted; the partners read it", FOR_THE_PROGRAMME, own_copy=True),
    "Aim.added_at": Field("when it was added", own_copy=True),
    "Meeting.id": Field("random key"),
    "Meeting.partnership": Field("whose meeting it was"),
    "Meeting.held_on": Field("the day of a meeting", FOR_THE_PROGRAMME, own_copy=True),
    "Meeting.minutes": Field("how long it was", FOR_THE_PROGRAMME, own_copy=True),
    "Meeting.mode": Field("in person, Teams, phone or visit", FOR_THE_PROGRAMME, own_copy=True),
    "Meeting.activity": Field("what kind of meeting", FOR_THE_PROGRAMME, own_copy=True),
    "Meeting.took_place": Field("whether it took place", FOR_THE_PROGRAMME, own_copy=True),
    "Meeting.logged_by": Field("which partner logged it", own_copy=True),
    "Meeting.logged_at": Field("when it was logged", own_copy=True),
    "MeetingWords.id": Field("random key"),
    "MeetingWords.meeting": Field("the meeting the words are about"),
    "MeetingWords.author": Field("which partner wrote them", own_copy=True),
    "MeetingWords.text": Field(
        "words about a meeting, encrypted; for the partners, or for their author alone",
        NINETY_DAYS,
        own_copy=True,
    ),
    "MeetingWords.shared": Field("whether the partners read them", own_copy=True),
    "MeetingWords.written_at": Field("when they were written", own_copy=True),
    "MeetingWords.changed_at": Field("when they were last changed", own_copy=True),
    "Reflection.id": Field("random key"),
    "Reflection.author": Field("who wrote it"),
    "Reflection.text": Field(
        "private thoughts, encrypted, for their author alone", NINETY_DAYS, own_copy=True
    ),
    "Reflection.written_at": Field("when it was written", own_copy=True),
    "Reflection.changed_at": Field("when it was last changed", own_copy=True),
    "GuideSection.id": Field("random key"),
    "GuideSection.programme": Field("the programme whose guide it is"),
    "GuideSection.number": Field("its place in the guide"),
    "GuideSection.title": Field("a heading of the guide; nobody's data"),
    "GuideSection.body": Field("the words of the guide; nobody's data"),
    "Partnership.extended_until": Field(
        "until when the partners said it goes on", FOR_THE_PROGRAMME, own_copy=True
    ),
    "LearningPartner.kind_words": Field(
        "the kind words a partner reads when one leaves", FOR_THE_PROGRAMME, own_copy=True
    ),
    "LearningPartner.leaving_reason": Field(
        "why one left, encrypted; for facilitators", NINETY_DAYS, own_copy=True
    ),
    "LearningPartner.exit_answers": Field(
        "answers to the closing questions, encrypted; for facilitators", NINETY_DAYS, own_copy=True
    ),
    "LearningPartner.contact_later": Field(
        "an address for the later survey, encrypted", FOR_THE_PROGRAMME, own_copy=True
    ),
    "LearningPartner.wishes_next": Field(
        "what one would like next, encrypted; for facilitators", NINETY_DAYS, own_copy=True
    ),
    "Meeting.topics": Field("what it was about, from a list; the partners read it", own_copy=True),
    "PlannedMeeting.id": Field("random key"),
    "PlannedMeeting.partnership": Field("whose meeting"),
    "PlannedMeeting.starts_at": Field("when", own_copy=True),
    "PlannedMeeting.minutes": Field("how long", own_copy=True),
    "PlannedMeeting.mode": Field("in person, Teams, phone or visit", own_copy=True),
    "PlannedMeeting.where": Field(
        "place or link, encrypted; the partners and their assistants read it", own_copy=True
    ),
    "PlannedMeeting.planned_by": Field("who planned it"),
    "PlannedMeeting.planned_at": Field("when it was planned", own_copy=True),
    "PlannedMeeting.sequence": Field("how often it was moved"),
    "PlannedMeeting.cancelled_at": Field("when it was cancelled", own_copy=True),
    "PlannedMeeting.meeting": Field("what was logged of it"),
    "FitCheck.id": Field("random key"),
    "FitCheck.place": Field("whose"),
    "FitCheck.due_on": Field("for which day", own_copy=True),
    "FitCheck.answer": Field(
        "how it is going, encrypted; facilitators read it, never the partner", NINETY_DAYS, own_copy=True
    ),
    "FitCheck.answered_at": Field("when", own_copy=True),
    "ContactRequest.id": Field("random key"),
    "ContactRequest.participant": Field("who asked"),
    "ContactRequest.concerns": Field("whom it concerns, encrypted", NINETY_DAYS, own_copy=True),
    "ContactRequest.words": Field("what they said, encrypted", NINETY_DAYS, own_copy=True),
    "ContactRequest.kept_from": Field("who must not read it", NINETY_DAYS, own_copy=True),
    "ContactRequest.asked_at": Field("when", NINETY_DAYS, own_copy=True),
    "ContactRequest.opened_at": Field("when it was first opened", NINETY_DAYS, own_copy=True),
    "ContactRequest.opened_by": Field("by whom", NINETY_DAYS),
    "ContactRequest.cover_told_at": Field("when the cover was told", NINETY_DAYS),
    "ContactRequest.done_at": Field("when it was dealt with", NINETY_DAYS, own_copy=True),
    "ReflectionShare.id": Field("random key"),
    "ReflectionShare.reflection": Field("which reflection"),
    "ReflectionShare.audience": Field("with whom it was shared", own_copy=True),
    "ReflectionShare.partnership": Field("in which partnership"),
    "ReflectionShare.text": Field(
        "the words as they stood when they were shared, encrypted; gone when it is taken back",
        NINETY_DAYS,
        own_copy=True,
    ),
    "ReflectionShare.shared_at": Field("when", own_copy=True),
    "ReflectionShare.revoked_at": Field("until when", own_copy=True),
}
