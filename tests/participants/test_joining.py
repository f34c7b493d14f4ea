import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import User
from audit.models import AuditEvent
from notifications.models import Message
from participants.models import Participant, Side
from participants.services import (
    accept_participant,
    add_by_telephone,
    check_identity,
    save_about,
    save_answers,
    save_practical,
    send_profile,
    start_profile,
    withdraw,
)
from tests import make

pytestmark = pytest.mark.django_db
State = Participant.State
ANSWERS = {"answer_1": "I grew up above a shop.", "answer_2": "Budgets.", "answer_3": "Straight talking."}


@pytest.fixture
def cohort():
    return make.a_cohort()


@pytest.fixture
def amina(cohort):
    return start_profile(cohort, by=make.a_person(name="Amina Yusuf"), channel="intranet")


def fill_in(participant, could_be=(Side.NETWORK,)):
    user = participant.user
    save_about(participant, could_be=could_be, groups=["network"], job_title="Nurse", by=user)
    save_answers(participant, by=user, **ANSWERS)
    return Participant.objects.get(pk=participant.pk)


def test_starting_remembers_the_channel_and_makes_an_empty_profile(amina):
    assert (amina.state, amina.channel, amina.profile.answers) == (State.STARTED, "intranet", ["", "", ""])


def test_starting_twice_goes_on_with_the_same_profile(cohort, amina):
    assert start_profile(cohort, by=amina.user, channel="colleague") == amina
    assert Participant.objects.get().channel == "intranet"


def test_nobody_starts_in_a_cohort_that_is_not_open():
    cohort = make.a_cohort(opened=False)
    with pytest.raises(ValidationError, match="not open for joining"):
        start_profile(cohort, by=make.a_person())


def test_a_whole_profile_is_sent_and_the_person_told(amina):
    amina = fill_in(amina)
    sent = send_profile(amina, by=amina.user)
    assert (sent.state, sent.side) == (State.SENT, Side.NETWORK)
    assert [(m.kind, m.to_id) for m in Message.objects.all()] == [("profile_received", amina.user_id)]
    assert AuditEvent.objects.about(amina).last().verb == "sent their profile"


def test_sending_twice_tells_once(amina):
    amina = fill_in(amina)
    send_profile(amina, by=amina.user)
    send_profile(amina, by=amina.user)
    assert Message.objects.count() == 1


def test_an_unfinished_profile_is_not_sent_and_says_what_is_missing(amina):
    save_answers(amina, by=amina.user, answer_1="Something.")
    with pytest.raises(ValidationError) as refusal:
        send_profile(amina, by=amina.user)
    assert refusal.value.messages == [
        "Say which place you could take (about you).",
        "Write a few words for “Learning and sharing” (your three answers).",
        "Write a few words for “A good partnership for me” (your three answers).",
    ]
    assert Participant.objects.get().state == State.STARTED


def test_who_ticked_both_sides_has_no_side_yet(amina):
    amina = fill_in(amina, could_be=[Side.LEADER, Side.NETWORK])
    assert send_profile(amina, by=amina.user).side == ""


def test_nobody_writes_in_somebody_elses_profile(cohort, amina):
    for stranger in (make.a_facilitator(cohort), make.a_participant(cohort).user):
        for act in (
            lambda by: save_about(amina, could_be=[Side.LEADER], by=by),
            lambda by: save_answers(amina, by=by, answer_1="x"),
            lambda by: save_practical(amina, by=by, mode="online"),
            lambda by: send_profile(amina, by=by),
            lambda by: withdraw(amina, by=by),
        ):
            with pytest.raises(PermissionDenied):
                act(stranger)


def test_an_autosave_keeps_words_without_a_line_of_history(amina):
    before = AuditEvent.objects.count()
    save_answers(amina, by=amina.user, autosave=True, answer_1="Half a sent", answer_2="", answer_3="")
    amina.profile.refresh_from_db()
    assert amina.profile.answer_1 == "Half a sent"
    assert AuditEvent.objects.count() == before


def test_an_autosave_never_empties_an_answer_that_was_sent(amina):
    amina = send_profile(fill_in(amina), by=amina.user)
    save_answers(amina, by=amina.user, autosave=True, answer_1="", answer_2="New.", answer_3=" ")
    amina.profile.refresh_from_db()
    assert amina.profile.answers == [ANSWERS["answer_1"], "New.", ANSWERS["answer_3"]]


def test_answers_stay_as_they_are_once_a_partner_has_them(cohort):
    person = make.a_participant(cohort, Side.NETWORK)
    make.a_partnership(cohort, partners=[person, make.a_participant(cohort)])
    with pytest.raises(ValidationError, match="stay as they are"):
        save_answers(person, by=person.user, answer_1="Something else.")
    save_practical(person, by=person.user, mode="online")
    person.profile.refresh_from_db()
    assert person.profile.mode == "online"


def test_the_side_of_an_accepted_place_is_not_unticked_by_oneself(cohort):
    person = make.a_participant(cohort, Side.NETWORK)
    with pytest.raises(ValidationError, match="You have a place as BME partner"):
        save_about(person, could_be=[Side.LEADER], by=person.user)
    person.refresh_from_db()
    assert person.could_be == [Side.NETWORK]


def test_a_sent_profile_may_change_its_side(amina):
    amina = send_profile(fill_in(amina), by=amina.user)
    changed = save_about(amina, could_be=[Side.LEADER], by=amina.user)
    assert (changed.side, changed.could_be) == ("", [Side.LEADER])


def test_people_not_to_be_paired_with_keep_what_was_settled(cohort, amina):
    save_practical(amina, by=amina.user, not_with=["Peter Hall", " Ruth Shaw ", "Peter Hall"])
    first = amina.not_with.get(pk=next(row.pk for row in amina.not_with.all() if row.words == "Peter Hall"))
    first.resolved_at = amina.started_at
    first.save()
    save_practical(amina, by=amina.user, not_with=["Peter Hall"])
    assert [(row.pk, row.words) for row in amina.not_with.all()] == [(first.pk, "Peter Hall")]


def test_saying_that_others_read_my_mail_is_kept_on_the_account(amina):
    with pytest.raises(ValidationError, match="passkey or a password"):
        save_practical(amina, by=amina.user, mail_is_shared=True)
    amina.user.set_password("a quiet garden with pears")
    amina.user.save()
    save_practical(amina, by=amina.user, mail_is_shared=True)
    assert User.objects.get(pk=amina.user_id).mail_is_shared is True


def test_withdrawing_closes_the_profile_and_one_may_join_again(cohort, amina):
    withdraw(amina, by=amina.user)
    amina.refresh_from_db()
    assert amina.state == State.WITHDRAWN
    with pytest.raises(ValidationError, match="closed"):
        save_answers(amina, by=amina.user, answer_1="x")
    assert start_profile(cohort, by=amina.user).state == State.STARTED


def test_who_has_a_partner_ends_that_first(cohort):
    person = make.a_participant(cohort, Side.NETWORK)
    make.a_partnership(cohort, partners=[person, make.a_participant(cohort)])
    with pytest.raises(ValidationError, match="end the partnership first"):
        withdraw(person, by=person.user)


def test_a_typed_profile_counts_once_the_person_has_sent_it(cohort):
    facilitator = make.a_facilitator(cohort)
    typed = add_by_telephone(
        cohort,
        email="porter@home.example",
        name="Sam Porter",
        could_be=[Side.NETWORK],
        answers=list(ANSWERS.values()),
        site="Wathwood",
        by=facilitator,
    )
    assert (typed.state, typed.typed_by, typed.site) == (State.STARTED, facilitator, "Wathwood")
    assert [(m.kind, m.to_id) for m in Message.objects.all()] == [("profile_typed", typed.user_id)]
    with pytest.raises(PermissionDenied):
        send_profile(typed, by=facilitator)
    with pytest.raises(ValidationError, match="no sent profile"):
        check_identity(typed, by=facilitator)
    assert send_profile(typed, by=typed.user).state == State.SENT


def test_typing_a_profile_has_its_guards(cohort):
    facilitator = make.a_facilitator(cohort)
    call = {"name": "X", "answers": ["", "", ""]}
    with pytest.raises(PermissionDenied):
        add_by_telephone(cohort, email="x@trust.example", by=make.a_matcher(cohort), **call)
    with pytest.raises(ValidationError, match="their own profile"):
        add_by_telephone(cohort, email=facilitator.email, by=facilitator, **call)
    here = make.a_participant(cohort)
    with pytest.raises(ValidationError, match="already takes part"):
        add_by_telephone(cohort, email=here.user.email, by=facilitator, **call)
    with pytest.raises(ValidationError):
        add_by_telephone(cohort, email="y@trust.example", by=facilitator, line_manager_email="nobody", **call)
    # All or nothing: the account of the refused one was not made either.
    assert User.objects.filter(email__in=["x@trust.example", "y@trust.example"]).exists() is False


def test_a_late_decision_finds_the_person_as_they_are_now(cohort, amina):
    amina = send_profile(fill_in(amina), by=amina.user)
    facilitator = make.a_facilitator(cohort)
    withdraw(amina, by=amina.user)
    with pytest.raises(ValidationError):
        accept_participant(amina, by=facilitator)
