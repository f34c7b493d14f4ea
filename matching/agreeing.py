"""Who may be the second person. Pure: the team's roles are handed to it."""

from participants.models.roles import Role


def why_not_second(proposer, agreer, roles):
    """Words why `agreer` cannot agree to what `proposer` proposed; empty when they can.

    proposer, agreer: keys of people. roles: {key: set of Role} of those who pair people in this cohort. It
    takes a facilitator and a matcher where the cohort has matchers, and any two people where it has none.
    """
    if proposer == agreer:
        return "You proposed this pair, so somebody else has to agree."
    if not any(Role.MATCHER in held for held in roles.values()):
        return ""
    theirs, mine = roles.get(proposer, set()), roles.get(agreer, set())
    if Role.FACILITATOR in theirs and Role.MATCHER in mine:
        return ""
    if Role.MATCHER in theirs and Role.FACILITATOR in mine:
        return ""
    if Role.FACILITATOR in mine:
        return "A facilitator proposed this pair, so a matcher has to agree."
    return "A matcher proposed this pair, so a facilitator has to agree."
