from participants.models.arrangements import Delegation, Pause
from participants.models.importing import ColumnMapping, ImportDraft
from participants.models.people import (
    Channel,
    Group,
    MatchingProfile,
    Participant,
    WhyNot,
    name_shown,
)
from participants.models.programmes import Cohort, Programme, Side
from participants.models.roles import Role, TeamRole, cohorts_where, held_from, roles_held
from participants.models.wishes import NotToBePaired

__all__ = [
    "Channel",
    "Cohort",
    "ColumnMapping",
    "Delegation",
    "Group",
    "ImportDraft",
    "MatchingProfile",
    "NotToBePaired",
    "Participant",
    "Pause",
    "Programme",
    "Role",
    "Side",
    "TeamRole",
    "WhyNot",
    "cohorts_where",
    "held_from",
    "name_shown",
    "roles_held",
]
