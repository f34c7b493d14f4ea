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
}
