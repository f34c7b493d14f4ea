from kit.privacy import FOR_THE_PROGRAMME, Field

FIELDS = {
    "MatchingRound.id": Field("random key", FOR_THE_PROGRAMME),
    "MatchingRound.cohort": Field("whose round", FOR_THE_PROGRAMME),
    "MatchingRound.number": Field("which round", FOR_THE_PROGRAMME),
    "MatchingRound.opened_at": Field("when it was opened", FOR_THE_PROGRAMME),
    "MatchingRound.released_at": Field("when it was released", FOR_THE_PROGRAMME),
    "MatchingRound.released_by": Field("who released it", FOR_THE_PROGRAMME),
    "Match.id": Field("random key", FOR_THE_PROGRAMME),
    "Match.round": Field("in which round", FOR_THE_PROGRAMME),
    "Match.state": Field("proposed, agreed, declined, taken back or released", FOR_THE_PROGRAMME),
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
}
