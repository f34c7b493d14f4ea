from kit.privacy import FOR_THE_PROGRAMME, Field

UNTIL_THE_SEAL = "until the seal, a minute after the survey closes"

FIELDS = {
    "Survey.id": Field("random key", FOR_THE_PROGRAMME),
    "Survey.cohort": Field("whose survey", FOR_THE_PROGRAMME),
    "Survey.title": Field("its title", FOR_THE_PROGRAMME),
    "Survey.opens_at": Field("when it opens", FOR_THE_PROGRAMME),
    "Survey.closes_at": Field("when it closes", FOR_THE_PROGRAMME),
    "Survey.public_key": Field("what boxes are locked with; opens nothing", FOR_THE_PROGRAMME),
    "Survey.smallest_group": Field("the smallest group shown, as promised", FOR_THE_PROGRAMME),
    "Survey.extended_at": Field("when it was extended", FOR_THE_PROGRAMME),
    "Survey.first_close": Field("when it was to close at first", FOR_THE_PROGRAMME),
    "Survey.sealed_at": Field("when the answers were stored without names", FOR_THE_PROGRAMME),
    "Survey.swept_at": Field("when its keys were destroyed", FOR_THE_PROGRAMME),
    "Survey.published_at": Field("when participants were shown its results", FOR_THE_PROGRAMME),
    "Question.id": Field("random key", FOR_THE_PROGRAMME),
    "Question.survey": Field("of which survey", FOR_THE_PROGRAMME),
    "Question.page": Field("on which page", FOR_THE_PROGRAMME),
    "Question.page_title": Field("the page's title", FOR_THE_PROGRAMME),
    "Question.number": Field("its place", FOR_THE_PROGRAMME),
    "Question.code": Field("its short name", FOR_THE_PROGRAMME),
    "Question.words": Field("what is asked", FOR_THE_PROGRAMME),
    "Question.help_text": Field("the hint below it", FOR_THE_PROGRAMME),
    "Question.kind": Field("how it is answered", FOR_THE_PROGRAMME),
    "Question.options": Field("what can be chosen", FOR_THE_PROGRAMME),
    "Question.required": Field("whether it needs an answer", FOR_THE_PROGRAMME),
    "Question.asked_of": Field("which side is asked it", FOR_THE_PROGRAMME),
    "Question.is_headline": Field("whether it is the headline of the results", FOR_THE_PROGRAMME),
    "Question.is_group": Field("whether results are grouped by it", FOR_THE_PROGRAMME),
    "SurveyInvitation.id": Field("random key", FOR_THE_PROGRAMME),
    "SurveyInvitation.survey": Field("to which survey", FOR_THE_PROGRAMME, own_copy=True),
    "SurveyInvitation.participant": Field("who was asked", FOR_THE_PROGRAMME),
    "SurveyInvitation.side": Field("their seat when the survey opened", FOR_THE_PROGRAMME, own_copy=True),
    "SurveyInvitation.has_answered": Field(
        "that they answered; not when, not what", FOR_THE_PROGRAMME, own_copy=True
    ),
    "SurveyInvitation.wants_reminders": Field(
        "whether they want reminders of it", FOR_THE_PROGRAMME, own_copy=True
    ),
    "SurveyDraft.id": Field("random key", UNTIL_THE_SEAL),
    "SurveyDraft.invitation": Field("whose draft", UNTIL_THE_SEAL),
    "SurveyDraft.locked": Field(
        "answers on their way, under a key outside the database", "until sent, or until the seal"
    ),
    "SealedBox.id": Field("random key", UNTIL_THE_SEAL),
    "SealedBox.survey": Field("of which survey", UNTIL_THE_SEAL),
    "SealedBox.box": Field("one person's answers, locked; it does not say whose", UNTIL_THE_SEAL),
    "Response.id": Field("random key"),
    "Response.survey": Field("of which survey", FOR_THE_PROGRAMME),
    "Response.answers": Field("what somebody chose; nothing says who", FOR_THE_PROGRAMME),
    "TextAnswer.id": Field("random key"),
    "TextAnswer.survey": Field("of which survey", FOR_THE_PROGRAMME),
    "TextAnswer.question": Field("to which question", FOR_THE_PROGRAMME),
    "TextAnswer.text": Field(
        "somebody's own words, encrypted; nothing but the words says whose", FOR_THE_PROGRAMME
    ),
}
