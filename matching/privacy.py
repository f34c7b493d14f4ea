from kit.privacy import FOR_THE_PROGRAMME, Field

A_WHILE = "90 days after the release, or what the programme sets"

FIELDS = {
    "MatchingRound.id": Field("random key", FOR_THE_PROGRAMME),
    "MatchingRound.cohort": Field("whose round", FOR_THE_PROGRAMME),
    "MatchingRound.number": Field("which round", FOR_THE_PROGRAMME),
    "MatchingRound.opened_at": Field("when it was opened", FOR_THE_PROGRAMME),
    "MatchingRound.released_at": Field("when it was released", FOR_THE_PROGRAMME),
    "MatchingRound.released_by": Field("who released it", FOR_THE_PROGRAMME),
    "Match.id": Field("random key", FOR_THE_PROGRAMME),
    "Match.round": Field("in which round", FOR_THE_PROGRAMME),
    "Match.state": Field("a draft, proposed, agreed, declined, taken back or released", FOR_THE_PROGRAMME),
    "Match.reason": Field(
        "why these two, in a colleague's words (encrypted; read by the matching team)", FOR_THE_PROGRAMME
    ),
    "Match.proposed_by": Field("who proposed it", FOR_THE_PROGRAMME),
    "Match.proposed_at": Field("when it was proposed", FOR_THE_PROGRAMME),
    "Match.settled_by": Field("the second person: who agreed, declined or took it back", FOR_THE_PROGRAMME),
    "Match.settled_at": Field("when", FOR_THE_PROGRAMME),
    "Match.partnership": Field("the partnership it became", FOR_THE_PROGRAMME),
    "MatchSeat.id": Field("random key", FOR_THE_PROGRAMME),
    "MatchSeat.match": Field("in which proposed pair", FOR_THE_PROGRAMME),
    "MatchSeat.participant": Field("who was proposed", FOR_THE_PROGRAMME),
    "MatchSeat.vacated_at": Field("until when the proposal held them", FOR_THE_PROGRAMME),
    "MatchingRound.changes": Field("how often its board has changed", FOR_THE_PROGRAMME),
    "Match.tags": Field("why they might suit, in words from a list", FOR_THE_PROGRAMME),
    "Match.sure": Field("how sure its proposer is", FOR_THE_PROGRAMME),
    "Match.pinned": Field("whether drawing again leaves it alone", FOR_THE_PROGRAMME),
    "Match.suggested": Field("whether the engine drew it", FOR_THE_PROGRAMME),
    "MatchSeat.said_yes_at": Field("when they said yes to a trio", FOR_THE_PROGRAMME),
    "MatchSeat.said_yes_to": Field("which colleague they told", FOR_THE_PROGRAMME),
    "MatcherNote.id": Field("random key", A_WHILE),
    "MatcherNote.cohort": Field("in which cohort", A_WHILE),
    "MatcherNote.about": Field("whom the note is about", A_WHILE),
    "MatcherNote.other": Field("the second person, if it is about two together", A_WHILE),
    "MatcherNote.tags": Field("what might suit them, from a list", A_WHILE),
    "MatcherNote.flags": Field("what speaks against, from a list", A_WHILE),
    "MatcherNote.words": Field("a colleague's sentence (encrypted; read by the matching team)", A_WHILE),
    "MatcherNote.written_by": Field("who wrote it", A_WHILE),
    "MatcherNote.written_at": Field("when", A_WHILE),
    "Override.id": Field("random key", A_WHILE),
    "Override.cohort": Field("in which cohort", A_WHILE),
    "Override.one": Field("one of the two", A_WHILE),
    "Override.other": Field("the other of the two", A_WHILE),
    "Override.code": Field("which rule is set aside for them", A_WHILE),
    "Override.reason": Field("a facilitator's reason (encrypted; read by the matching team)", A_WHILE),
    "Override.made_by": Field("the facilitator", A_WHILE),
    "Override.made_at": Field("when", A_WHILE),
    **{
        f"MatchingRules.{name}": Field("how the programme matches", FOR_THE_PROGRAMME)
        for name in (
            "id",
            "programme",
            "reciprocity",
            "shared_topics",
            "work_worlds",
            "reachable",
            "stretch",
            "bar_same_team",
            "bar_same_directorate",
            "bar_evaluation_team",
            "notes_kept_days",
        )
    },
    **{
        f"Topic.{name}": Field("the programme's vocabulary", FOR_THE_PROGRAMME)
        for name in ("id", "programme", "name", "synonyms")
    },
}
