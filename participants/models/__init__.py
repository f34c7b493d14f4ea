from participants.models.people import (
    Channel,
    Delegation,
    Group,
    MatchingProfile,
    NotToBePaired,
    Participant,
    Pause,
)
from participants.models.programmes import Cohort, Programme, Side
from participants.models.roles import Role, TeamRole

__all__ = [
    "Channel",
    "Cohort",
    "Delegation",
    "Group",
    "MatchingProfile",
    "NotToBePaired",
    "Participant",
    "Pause",
    "Programme",
    "Role",
    "Side",
    "TeamRole",
]
