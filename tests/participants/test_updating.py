"""A table says something about people who are here already: what changes, and what never does."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from audit.models import AuditEvent
from kit.tables import read_table
from notifications.models import Message
from participants.models import ImportDraft, NotToBePaired, Participant, Side
from participants.services import (
    choose_columns,
    confirm_import,
    dry_run,
    import_profiles,
    remembered_choices,
    start_import,
    update_profiles,
)
from tests import make

pytestmark = pytest.mark.django_db
State = Participant.State
HEADERS = (
    "Email,Name,Which place would you like?,About you,Learn and share,A good partnership for me,Directorate"
)
AMINA = "amina@trust.example,Amina Yusuf,BME partner,one,two,three,Estates"


@pytest.fixture
def cohort():
    return make.a_cohort()


@pytest.fixture
def facilitator(cohort):
    return make.a_facilitator(cohort)


def a_draft(cohort, by, *lines, headers=HEADERS, **reading):
    draft = start_import(cohort, read_table("\n".join([headers, *lines]).encode(), "a.csv"), by=by)
    return choose_columns(draft, remembered_choices(draft), by=by, **reading)


@pytest.fixture
def amina(cohort, facilitator):
    """Somebody of an earlier table, who has not touched her profile."""
    confirm_import(a_draft(cohort, facilitator, AMINA), by=facilitator)
    Message.objects.all().delete()
    return Participant.objects.get(user__email="amina@trust.example")


def fresh(person):
    return Participant.objects.select_related("profile", "user").get(pk=person.pk)


def update(cohort, by, *lines, **options):
    return confirm_import(a_draft(cohort, by, *lines, **options), by=by, update=True)


def planned(cohort, by, *lines, **options):
    ((_, _, changes),) = dry_run(a_draft(cohort, by, *lines, **options)).updates
    return changes.labels, changes.kept


def test_who_has_not_touched_their_profile_is_brought_up_to_date(cohort, facilitator, amina):
    changed = AMINA.replace("one", "a new first answer").replace("Estates", "Finance")
    assert planned(cohort, facilitator, changed) == (["Directorate", "First answer"], [])
    new, updated = update(cohort, facilitator, changed)
    assert (new, updated) == ([], [amina])
    assert (fresh(amina).directorate, fresh(amina).profile.answer_1) == ("Finance", "a new first answer")
    assert AuditEvent.objects.about(amina).last().verb == "brought up to date"
    assert Message.objects.count() == 0


def test_without_the_choice_everybody_here_stays_as_they_are(cohort, facilitator, amina):
    confirm_import(a_draft(cohort, facilitator, AMINA.replace("Estates", "Finance")), by=facilitator)
    assert fresh(amina).directorate == "Estates"


def test_a_blank_cell_and_a_column_that_is_not_there_change_nothing(cohort, facilitator, amina):
    Participant.objects.filter(pk=amina.pk).update(band="Band 7")
    blank = "amina@trust.example,,,,,,"
    assert planned(cohort, facilitator, blank) == ([], [])
    update(cohort, facilitator, blank)
    assert (fresh(amina).directorate, fresh(amina).band, fresh(amina).profile.answers) == (
        "Estates",
        "Band 7",
        ["one", "two", "three"],
    )


def test_who_uses_their_own_profile_keeps_every_word_and_only_gaps_are_filled(cohort, facilitator, amina):
    Participant.objects.filter(pk=amina.pk).update(typed_by=None, site="", directorate="Her own words")
    headers = HEADERS + ",Usual place of work"
    row = "amina@trust.example,Amina Yusuf,Senior leader,other,two,three,Finance,Riverside"
    labels, kept = planned(cohort, facilitator, row, headers=headers)
    assert labels == ["Usual place of work"]
    assert kept == ["their own words for “Directorate”", "what they wrote themselves"]
    update(cohort, facilitator, row, headers=headers)
    amina = fresh(amina)
    assert (amina.site, amina.directorate, amina.profile.answer_1) == ("Riverside", "Her own words", "one")
    assert amina.could_be == [Side.NETWORK]


def test_who_has_a_place_keeps_their_side(cohort, facilitator, amina):
    Participant.objects.filter(pk=amina.pk).update(state=State.ACCEPTED, checked_at=timezone.now())
    leader = AMINA.replace("BME partner", "Senior leader")
    labels, kept = planned(cohort, facilitator, leader)
    assert (labels, kept) == ([], ["their side: they have a place, or have been asked"])
    update(cohort, facilitator, leader)
    assert (fresh(amina).side, fresh(amina).could_be) == (Side.NETWORK, [Side.NETWORK])


def test_before_there_is_a_place_the_side_follows_the_table(cohort, facilitator, amina):
    update(cohort, facilitator, AMINA.replace("BME partner", "Senior leader"))
    assert (fresh(amina).side, fresh(amina).could_be) == (Side.LEADER, [Side.LEADER])
    update(cohort, facilitator, AMINA.replace("BME partner", "Senior leader;BME partner"))
    assert (fresh(amina).side, fresh(amina).could_be) == ("", [Side.LEADER, Side.NETWORK])


def test_what_a_partner_has_read_stays(cohort, facilitator, amina):
    Participant.objects.filter(pk=amina.pk).update(state=State.ACCEPTED, checked_at=timezone.now())
    make.a_partnership(cohort, partners=[amina, make.a_participant(cohort)])
    row = AMINA.replace("one", "something else").replace("Estates", "Finance")
    labels, kept = planned(cohort, facilitator, row)
    assert (labels, kept) == (["Directorate"], ["their answers: a partner has read them"])
    update(cohort, facilitator, row)
    assert (fresh(amina).profile.answer_1, fresh(amina).directorate) == ("one", "Finance")


@pytest.mark.parametrize("state", [State.STARTED, State.WITHDRAWN, State.DECLINED])
def test_who_has_not_sent_or_is_out_is_left_as_they_are(cohort, facilitator, amina, state):
    Participant.objects.filter(pk=amina.pk).update(state=state)
    update(cohort, facilitator, AMINA.replace("Estates", "Finance"))
    assert fresh(amina).directorate == "Estates"


def test_names_not_to_be_paired_with_are_added_and_never_taken_away_or_mentioned(cohort, facilitator, amina):
    NotToBePaired.objects.create(participant=amina, words="Peter Hall")
    headers = HEADERS + ",Anyone you would rather not be paired with?,Which of these describe you?"
    row = f"{AMINA},Ruth Shaw,Associate director or above"
    assert planned(cohort, facilitator, row, headers=headers) == ([], [])
    update(cohort, facilitator, row, headers=headers)
    assert sorted(wish.words for wish in NotToBePaired.objects.all()) == ["Peter Hall", "Ruth Shaw"]
    assert fresh(amina).groups == ["leader"]
    update(cohort, facilitator, row, headers=headers)
    assert NotToBePaired.objects.count() == 2


def test_groups_and_names_of_who_wrote_themselves_cannot_be_guessed_by_a_table(cohort, facilitator, amina):
    """The page must answer alike whatever their groups are, or it would tell them."""
    Participant.objects.filter(pk=amina.pk).update(typed_by=None, groups=["network"])
    headers = HEADERS + ",Anyone you would rather not be paired with?,Which of these describe you?"
    for guess in ("Associate director or above", "Black or minority ethnic background"):
        assert planned(cohort, facilitator, f"{AMINA},Ruth Shaw,{guess}", headers=headers) == ([], [])
    update(cohort, facilitator, f"{AMINA},Ruth Shaw,Associate director or above", headers=headers)
    assert (fresh(amina).groups, NotToBePaired.objects.count()) == (["network"], 0)


def test_a_name_of_somebody_with_an_account_is_shown_as_given_and_their_account_keeps_its_own(
    cohort, facilitator, amina
):
    update(cohort, facilitator, AMINA.replace("Amina Yusuf", "Amina Yusuf-Khan"))
    assert (fresh(amina).name, fresh(amina).user.name) == ("Amina Yusuf-Khan", "Amina Yusuf")


def test_new_people_and_updates_come_in_one_table(cohort, facilitator, amina):
    joy = AMINA.replace("amina", "joy").replace("Amina Yusuf", "Joy Mensah")
    new, updated = update(cohort, facilitator, joy, AMINA.replace("Estates", "Finance"))
    assert ([str(person) for person in new], updated) == (["Joy Mensah"], [amina])
    assert ImportDraft.objects.count() == 0


def test_a_table_about_people_here_needs_the_address_alone(cohort, facilitator, amina):
    headers, row = "Email,Directorate", "amina@trust.example,Finance"
    draft = a_draft(cohort, facilitator, row, headers=headers, only_known=True)
    assert dry_run(draft).problems == []
    confirm_import(draft, by=facilitator, update=True)
    assert (fresh(amina).directorate, fresh(amina).profile.answer_1) == ("Finance", "one")
    stranger = a_draft(cohort, facilitator, row.replace("amina", "joy"), headers=headers, only_known=True)
    ((problem),) = dry_run(stranger).problems
    assert problem.words.startswith("Nobody here has this e-mail")


def test_nobody_else_and_nobody_for_themselves(cohort, facilitator, amina):
    draft = a_draft(cohort, facilitator, AMINA)
    people = dry_run(draft).here
    for stranger in (make.a_matcher(cohort), make.a_facilitator(make.a_cohort()), amina.user):
        with pytest.raises(PermissionDenied):
            update_profiles(cohort, people, by=stranger)
    make.a_facilitator(cohort, amina.user)
    with pytest.raises(Exception, match="your own row"):
        update_profiles(cohort, people, by=amina.user)


def test_bringing_up_to_date_costs_the_same_for_2_and_for_20(
    cohort, facilitator, django_assert_max_num_queries
):
    lines = [f"p{n}@trust.example,Person {n},BME partner,one,two,three,Estates" for n in range(20)]
    confirm_import(a_draft(cohort, facilitator, *lines), by=facilitator)
    people = dry_run(
        a_draft(cohort, facilitator, *(line.replace("Estates", "Finance") for line in lines))
    ).here
    for some in (people[:2], people):
        with django_assert_max_num_queries(16):
            update_profiles(cohort, some, by=facilitator)
    assert Participant.objects.filter(directorate="Finance").count() == 20
    assert import_profiles(cohort, people, by=facilitator) == []
