"""One world with every persona in it. `add_to(world)` of a `rows_<app>.py` puts that app's things in."""

from datetime import timedelta
from types import SimpleNamespace

from django.utils import timezone

from kit.calendars import add_months
from participants.models import Delegation, Group, Participant, Pause, Side
from tests import make
from tests.access.rows import ANYONE


def build(additions=()):
    """The world; `additions` are the apps' own `add_to(world)`.

    world.users[persona] is a user (not for "anonymous"), world.participants[persona] their participation,
    world.places[persona] their place in a partnership, world.partnerships[persona] the partnership itself.
    world.partnership is the one of "own" and "partner" (and once of "leaver"); it and most others belong to
    world.cohort. There are also world.programme, world.other_cohort (same programme), world.recruiting_cohort,
    world.other_programme and world.foreign_cohort (of that one).
    """
    world = SimpleNamespace(users={}, participants={}, places={}, partnerships={})
    today = timezone.localdate()
    world.programme = make.a_programme()
    world.other_programme = make.a_programme()
    two_months_ago = add_months(today, -2)
    world.cohort = make.a_cohort(world.programme, starts_on=two_months_ago)
    world.other_cohort = make.a_cohort(world.programme, starts_on=two_months_ago)
    world.foreign_cohort = make.a_cohort(world.other_programme, starts_on=two_months_ago)
    world.recruiting_cohort = make.a_cohort(world.programme)

    for persona in sorted(ANYONE - {"anonymous"}):
        world.users[persona] = make.a_person(name=persona.replace("_", " ").title())
    _add_partners(world)
    _add_team(world)
    world.participants["applicant"] = make.a_participant(
        world.recruiting_cohort, user=world.users["applicant"], state=Participant.State.STARTED
    )
    Pause.objects.create(
        participant=world.participants["paused"], starts_on=today, until=today + timedelta(days=30)
    )
    world.delegation = Delegation.objects.create(
        participant=world.participants["own"], delegate=world.users["delegate"]
    )
    for add_to in additions:
        add_to(world)
    return world


def _add_partners(world):
    pair = [
        _takes_part(world, world.cohort, Side.NETWORK, "own"),
        _takes_part(world, world.cohort, Side.LEADER, "partner"),
    ]
    left = _takes_part(world, world.cohort, Side.NETWORK, "leaver")
    world.partnership = _partner(world, world.cohort, "own", "partner", "leaver", of=[*pair, left])
    gone = world.places["leaver"]
    gone.left_at = timezone.now() - timedelta(days=20)
    gone.save()
    left.state = Participant.State.WITHDRAWN
    left.save()

    both = _takes_part(
        world,
        world.cohort,
        Side.NETWORK,
        "both_groups",
        groups=[Group.LEADER, Group.NETWORK],
        could_be_leader=True,
    )
    _partner(world, world.cohort, "both_groups", of=[both, make.a_participant(world.cohort, Side.LEADER)])
    for persona, cohort in {
        "other_pair": world.cohort,
        "paused": world.cohort,
        "matcher_participant": world.cohort,
        "facilitator_participant": world.cohort,
        "evaluator_participant": world.cohort,
        "other_cohort": world.other_cohort,
        "other_programme": world.foreign_cohort,
    }.items():
        one = _takes_part(world, cohort, Side.LEADER, persona)
        _partner(world, cohort, persona, of=[make.a_participant(cohort, Side.NETWORK), one])


def _takes_part(world, cohort, side, persona, **fields):
    world.participants[persona] = make.a_participant(cohort, side, user=world.users[persona], **fields)
    return world.participants[persona]


def _partner(world, cohort, *personas, of):
    partnership = make.a_partnership(cohort, partners=of)
    for persona in personas:
        world.partnerships[persona] = partnership
        world.places[persona] = partnership.partners.get(participant=world.participants[persona])
    return partnership


def _add_team(world):
    for persona in ("facilitator", "facilitator_participant"):
        make.a_facilitator(world.cohort, world.users[persona])
    make.a_facilitator(world.other_cohort, world.users["facilitator_elsewhere"])
    for persona in ("matcher", "matcher_participant"):
        make.a_matcher(world.cohort, world.users[persona])
    for persona in ("evaluator", "evaluator_participant"):
        make.an_evaluator(world.cohort, world.users[persona])
    make.an_administrator(world.programme, world.users["administrator"])
    world.users["superuser"].is_superuser = True
    world.users["superuser"].save()
    world.cohort.cover = world.users["facilitator_participant"]
    world.cohort.save()
