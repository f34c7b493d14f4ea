"""The people one can be in the demo: a face for every role, by name."""

from dataclasses import dataclass
from uuid import UUID

from accounts.models import User

DOMAIN = "northshire-trust.example"
OTHER_DOMAIN = "westmoor-trust.example"

# Address (before the @) -> what one sees as them. The loader makes them; the order is the page's.
CAST = {
    "grace.holloway": "Facilitator of all three cohorts",
    "tom.whitfield": "Facilitator, and named cover",
    "nadia.karim": "Matcher: co-chair of the staff network",
    "joe.marsden": "Matcher who also takes part",
    "helen.brook": "Evaluator",
    "lucia.hussain": "Evaluator who also takes part, month 10",
    "priya.raman": "Programme administrator",
    "simon.lester": "Programme administrator who confirms roles",
    "harpreet.nair": "Learning partner, month 10",
    "david.bramley": "Learning partner, month 10",
    "leila.mensah": "Learning partner whose partnership has gone quiet",
    "anjali.boateng": "Learning partner whose partner left",
    "amina.yusuf": "Has joined the cohort that is recruiting",
    "uzma.bailey": "Is in the middle of her matching profile",
    "carol.finney": "Assistant who arranges meetings for somebody",
    "root": "Looks after the installation (superuser)",
}
OTHER_CAST = {"martha.quill": "Facilitator at another Trust"}


@dataclass(frozen=True)
class DemoPerson:
    user_id: UUID
    name: str
    email: str
    role: str


def people_to_be():
    """Everyone of the cast who has been loaded, in the order of the page."""
    roles = {f"{who}@{DOMAIN}": role for who, role in CAST.items()}
    roles |= {f"{who}@{OTHER_DOMAIN}": role for who, role in OTHER_CAST.items()}
    found = {user.email: user for user in User.objects.filter(email__in=roles)}
    return [
        DemoPerson(found[email].pk, found[email].name, email, role)
        for email, role in roles.items()
        if email in found
    ]
