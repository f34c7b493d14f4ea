from types import SimpleNamespace

import pytest

from participants.models import Side
from tests import make


@pytest.fixture
def pair(clock):
    """Amina and Peter, partners since 12 April 2027; it is Tuesday 13 July, ten in the morning."""
    clock("2027-07-13 10:00")
    cohort = make.a_cohort(starts_on=make.timezone.localdate().replace(month=4, day=12))
    people = [
        make.a_participant(cohort, Side.NETWORK, user=make.a_person("Amina Yusuf", "amina@trust.example")),
        make.a_participant(cohort, Side.LEADER, user=make.a_person("Peter Hall", "peter@trust.example")),
    ]
    partnership = make.a_partnership(cohort, partners=people)
    amina, peter = (partnership.partners.get(participant=person) for person in people)
    return SimpleNamespace(
        cohort=cohort,
        partnership=partnership,
        amina=amina,
        peter=peter,
        amina_user=people[0].user,
        peter_user=people[1].user,
        facilitator=make.a_facilitator(cohort, name="Fay Facilitator"),
    )


@pytest.fixture
def trio(pair):
    """The same with Ruth, who left on 1 June."""
    from django.utils import timezone

    from partnerships.models import LearningPartner

    ruth = make.a_participant(
        pair.cohort, Side.NETWORK, user=make.a_person("Ruth Shaw", "ruth@trust.example")
    )
    pair.ruth = LearningPartner.objects.create(
        partnership=pair.partnership,
        participant=ruth,
        left_at=timezone.now().replace(month=6, day=1),
    )
    pair.ruth_user = ruth.user
    return pair
